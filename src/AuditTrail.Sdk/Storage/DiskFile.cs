using Microsoft.Win32.SafeHandles;

namespace AuditTrail.Storage;

/// <summary>A file on disk. Writes are the kernel's at once; only <see cref="Sync"/> makes them durable.</summary>
internal sealed class DiskFile(SafeFileHandle handle, string path) : IStorageFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var done = 0;
        while (done < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[done..], offset + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    public void Write(ReadOnlySpan<byte> data, long offset) => RandomAccess.Write(handle, data, offset);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Sync() => NativeFile.SyncData(handle, path);

    public void Dispose() => handle.Dispose();
}
