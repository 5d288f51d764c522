using AuditTrail.Storage;

namespace AuditTrail.Tests.Delivery;

/// <summary>A storage in memory whose syncs fail with EIO, for files whose name begins as a test says.</summary>
internal sealed class BrittleStorage : IStorage
{
    private readonly MemoryStorage _storage = new();

    public string? FailsSyncOf { get; set; }

    public int Failures { get; private set; }

    /// <summary>True when a handle's file was synced after that had failed once: the kernel may have lied then.</summary>
    public bool SyncedAgainAfterFailure { get; private set; }

    public string Location => _storage.Location;

    public IReadOnlyList<string> List(string directory = "") => _storage.List(directory);

    public bool Exists(string name) => _storage.Exists(name);

    public IStorageFile Create(string name) => new File(this, name, _storage.Create(name));

    public IStorageFile Open(string name, bool writable = false) => new File(this, name, _storage.Open(name, writable)) { IsSuspect = writable && _suspects.Contains(name) };

    public void Rename(string from, string to)
    {
        _storage.Rename(from, to);
        _suspects.Remove(to);
    }

    public void Delete(string name)
    {
        _storage.Delete(name);
        _suspects.Remove(name);
    }

    public void SyncDirectory(string directory = "") => _storage.SyncDirectory(directory);

    public IDisposable? TryLock(string name, string holder) => _storage.TryLock(name, holder);

    public string? ReadLockHolder(string name) => _storage.ReadLockHolder(name);

    public (long Free, long Total) GetSpace() => _storage.GetSpace();

    private readonly HashSet<string> _suspects = [];

    private sealed class File(BrittleStorage owner, string name, IStorageFile file) : IStorageFile
    {
        public bool IsSuspect { get; init; }

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> data, long offset) => file.Write(data, offset);

        public void SetLength(long length) => file.SetLength(length);

        public void Sync()
        {
            owner.SyncedAgainAfterFailure |= IsSuspect;
            if (owner.FailsSyncOf is { } failing && name.StartsWith(failing, StringComparison.Ordinal))
            {
                owner.Failures++;
                owner._suspects.Add(name);
                throw new IOException("EIO");
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
