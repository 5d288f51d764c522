using AuditTrail.Storage;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>A disk without contents: takes every write at once, syncs in a millisecond without any CPU, and so leaves the library's own cost.</summary>
/// <remarks>Not in no time: events come in groups then, as they do on a disk, instead of paying for a whole commit each.</remarks>
internal sealed class DiscardingStorage : IStorage
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, DiscardingFile> _files = new(StringComparer.Ordinal);

    public string Location => "nowhere";

    public IReadOnlyList<string> List(string directory = "")
    {
        lock (_gate)
        {
            return directory.Length == 0 ? [.. _files.Keys.Where(name => !name.Contains('/', StringComparison.Ordinal))] : [];
        }
    }

    public bool Exists(string name)
    {
        lock (_gate)
        {
            return _files.ContainsKey(name);
        }
    }

    public IStorageFile Create(string name)
    {
        lock (_gate)
        {
            return _files[name] = new DiscardingFile();
        }
    }

    public IStorageFile Open(string name, bool writable = false)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out var file) ? file : throw new FileNotFoundException(name);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            if (_files.Remove(from, out var file))
            {
                _files[to] = file;
            }
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            _files.Remove(name);
        }
    }

    public void SyncDirectory(string directory = "")
    {
    }

    public IDisposable? TryLock(string name, string holder) => new Lease();

    public string? ReadLockHolder(string name) => null;

    public (long Free, long Total) GetSpace() => (1L << 40, 1L << 40);

    private sealed class Lease : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class DiscardingFile : IStorageFile
    {
        private long _length;

        public long Length => Volatile.Read(ref _length);

        public int Read(Span<byte> buffer, long offset)
        {
            var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
            buffer[..count].Clear();
            return count;
        }

        public void Write(ReadOnlySpan<byte> data, long offset) => Volatile.Write(ref _length, Math.Max(Length, offset + data.Length));

        public void SetLength(long length) => Volatile.Write(ref _length, length);

        public void Sync() => Thread.Sleep(1);

        public void Dispose()
        {
        }
    }
}
