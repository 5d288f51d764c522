namespace AuditTrail.Storage;

/// <summary>A directory in memory: for tests, and for recorders that write nothing. Two of them share nothing, locks included.</summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _locks = new(StringComparer.Ordinal);

    public string Location => "memory";

    public IReadOnlyList<string> List(string directory = "")
    {
        StorageName.CheckDirectory(directory);
        lock (_gate)
        {
            return [.. _files.Keys.Where(name => StorageName.DirectoryOf(name) == directory).Select(name => directory.Length == 0 ? name : name[(directory.Length + 1)..])];
        }
    }

    public bool Exists(string name)
    {
        StorageName.Check(name);
        lock (_gate)
        {
            return _files.ContainsKey(name);
        }
    }

    public IStorageFile Create(string name)
    {
        StorageName.Check(name);
        lock (_gate)
        {
            var file = new MemoryFile();
            return _files.TryAdd(name, file) ? new Handle(file, writable: true) : throw new IOException($"'{name}' exists already.");
        }
    }

    public IStorageFile Open(string name, bool writable = false)
    {
        StorageName.Check(name);
        lock (_gate)
        {
            return new Handle(Find(name), writable);
        }
    }

    public void Rename(string from, string to)
    {
        StorageName.Check(from);
        StorageName.Check(to);
        lock (_gate)
        {
            var file = Find(from);
            _files.Remove(from);
            _files[to] = file;
        }
    }

    public void Delete(string name)
    {
        StorageName.Check(name);
        lock (_gate)
        {
            _files.Remove(name);
        }
    }

    public void SyncDirectory(string directory = "") => StorageName.CheckDirectory(directory);

    public IDisposable? TryLock(string name, string holder)
    {
        lock (_gate)
        {
            return _locks.TryAdd(name, holder) ? new Held(this, name) : null;
        }
    }

    public string? ReadLockHolder(string name)
    {
        lock (_gate)
        {
            return _locks.GetValueOrDefault(name);
        }
    }

    public (long Free, long Total) GetSpace() => (1L << 40, 1L << 40);

    private MemoryFile Find(string name) =>
        _files.TryGetValue(name, out var file) ? file : throw new FileNotFoundException($"There is no '{name}' in memory.", name);

    private void Unlock(string name)
    {
        lock (_gate)
        {
            _locks.Remove(name);
        }
    }

    private sealed class Handle(MemoryFile file, bool writable) : IStorageFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> data, long offset) => Writable().Write(data, offset);

        public void SetLength(long length) => Writable().SetLength(length);

        public void Sync()
        {
            // Memory is as stable as it will ever be.
        }

        public void Dispose()
        {
            // The bytes belong to the storage and outlive the handle.
        }

        private MemoryFile Writable() => writable ? file : throw new UnauthorizedAccessException("The file is open for reading only.");
    }

    private sealed class Held(MemoryStorage storage, string name) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                storage.Unlock(name);
            }
        }
    }
}
