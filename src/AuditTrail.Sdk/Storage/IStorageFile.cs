namespace AuditTrail.Storage;

/// <summary>An open file. Reads may run beside one writer; writes come from one thread at a time.</summary>
internal interface IStorageFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to <paramref name="buffer"/>'s length; fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of <paramref name="data"/> to the kernel, or throws.</summary>
    void Write(ReadOnlySpan<byte> data, long offset);

    void SetLength(long length);

    /// <summary>fdatasync: returns when the file's bytes and length are on stable storage, and throws when the system says that they may not be.</summary>
    /// <remarks>After a failure the file must not be written or synced again: the kernel may have dropped the pages and would report success (durability of a retry is unknown).</remarks>
    void Sync();
}
