namespace AuditTrail.Storage;

/// <summary>One directory of a file system, with exactly the operations whose failure and durability the journal reasons about.</summary>
/// <remarks>
/// The seam on which power loss, torn writes, ENOSPC and EIO are simulated. Names are relative to the directory and may hold one
/// level of sub-directory ("cursors/security.json"); nothing escapes it. Every failure is an <see cref="IOException"/> or an
/// <see cref="UnauthorizedAccessException"/>. A created, renamed or deleted name is durable only after <see cref="SyncDirectory"/>.
/// Thread-safe.
/// </remarks>
internal interface IStorage
{
    /// <summary>Where this is, for messages: an absolute path, or "memory".</summary>
    string Location { get; }

    /// <summary>Names of the files directly in <paramref name="directory"/> ("" is the root), in ordinal order; empty if there is no such directory.</summary>
    IReadOnlyList<string> List(string directory = "");

    bool Exists(string name);

    /// <summary>Creates a file that must not exist (O_EXCL, mode 0600), with its directory (0700) if that is missing.</summary>
    IStorageFile Create(string name);

    /// <summary>Opens an existing file; for writing too when <paramref name="writable"/>.</summary>
    IStorageFile Open(string name, bool writable = false);

    /// <summary>Renames a file, replacing <paramref name="to"/> atomically if it exists.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; nothing happens if it does not exist.</summary>
    void Delete(string name);

    /// <summary>Makes creations, renames and deletions in <paramref name="directory"/> durable.</summary>
    void SyncDirectory(string directory = "");

    /// <summary>Takes the exclusive lock <paramref name="name"/> or returns null while another process or recorder holds it.</summary>
    /// <param name="name">The lock file's name.</param>
    /// <param name="holder">Text that says who holds it, written into the file for the error message of the one who waits.</param>
    IDisposable? TryLock(string name, string holder);

    /// <summary>The text that the holder of <paramref name="name"/> left, or null.</summary>
    string? ReadLockHolder(string name);

    /// <summary>Bytes that this process may still write to the volume, and the volume's size.</summary>
    (long Free, long Total) GetSpace();
}
