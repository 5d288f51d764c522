using AuditTrail.Storage;

namespace AuditTrail.Tests.Recording;

/// <summary>A directory in memory whose disk stalls or refuses to write while it is told to.</summary>
internal sealed class BadDisk : IStorage
{
    private readonly MemoryStorage _storage = new();
    private readonly object _gate = new();

    // Under the gate.
    private bool _stalled;
    private bool _refusing;

    public string Location => _storage.Location;

    /// <summary>From now on a sync does not return.</summary>
    public void Stall() => Set(stalled: true, refusing: false);

    /// <summary>From now on nothing can be created, written or synced.</summary>
    public void Refuse() => Set(stalled: false, refusing: true);

    /// <summary>All is well again.</summary>
    public void Heal() => Set(stalled: false, refusing: false);

    public IReadOnlyList<string> List(string directory = "") => _storage.List(directory);

    public bool Exists(string name) => _storage.Exists(name);

    public IStorageFile Create(string name) => Checked(() => new BadFile(this, _storage.Create(name)));

    public IStorageFile Open(string name, bool writable = false) => new BadFile(this, _storage.Open(name, writable));

    public void Rename(string from, string to) => Checked(() => _storage.Rename(from, to));

    public void Delete(string name) => _storage.Delete(name);

    public void SyncDirectory(string directory = "") => Checked(() => _storage.SyncDirectory(directory));

    public IDisposable? TryLock(string name, string holder) => _storage.TryLock(name, holder);

    public string? ReadLockHolder(string name) => _storage.ReadLockHolder(name);

    public (long Free, long Total) GetSpace() => _storage.GetSpace();

    private void Checked(Action act) => Checked(() =>
    {
        act();
        return true;
    });

    private T Checked<T>(Func<T> act)
    {
        lock (_gate)
        {
            while (_stalled)
            {
                Monitor.Wait(_gate);
            }

            if (_refusing)
            {
                throw new IOException("No space left on device");
            }
        }

        return act();
    }

    private void Set(bool stalled, bool refusing)
    {
        lock (_gate)
        {
            (_stalled, _refusing) = (stalled, refusing);
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class BadFile(BadDisk disk, IStorageFile file) : IStorageFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            disk.Checked(() => true);
            file.Write(data, offset);
        }

        public void SetLength(long length) => disk.Checked(() => file.SetLength(length));

        public void Sync() => disk.Checked(file.Sync);

        public void Dispose() => file.Dispose();
    }
}
