using AuditTrail.Storage;

namespace AuditTrail.Tests.Journal;

/// <summary>A storage on memory whose operations fail when asked to.</summary>
internal sealed class FailingStorage(IStorage inner) : IStorage
{
    /// <summary>Given an operation ("write", "sync", "rename", …) and a file's name: the exception to throw, or null.</summary>
    public Func<string, string, Exception?> Fault { get; set; } = static (_, _) => null;

    public static Exception Eio => new IOException("fdatasync failed: Input/output error", 5);

    public static Exception NoSpace => new IOException("write failed: No space left on device", 28);

    public long Free { get; set; } = 1L << 40;

    public long Total { get; set; } = 1L << 40;

    public string Location => inner.Location;

    public IReadOnlyList<string> List(string directory = "") => inner.List(directory);

    public bool Exists(string name) => inner.Exists(name);

    public IStorageFile Create(string name) => Do("create", name, () => new File(this, name, inner.Create(name)));

    public IStorageFile Open(string name, bool writable = false) => Do("open", name, () => new File(this, name, inner.Open(name, writable)));

    public void Rename(string from, string to) => Do("rename", to, () => inner.Rename(from, to));

    public void Delete(string name) => Do("delete", name, () => inner.Delete(name));

    public void SyncDirectory(string directory = "") => Do("syncdir", directory, () => inner.SyncDirectory(directory));

    public IDisposable? TryLock(string name, string holder) => inner.TryLock(name, holder);

    public string? ReadLockHolder(string name) => inner.ReadLockHolder(name);

    public (long Free, long Total) GetSpace() => (Free, Total);

    private T Do<T>(string operation, string name, Func<T> action) => Fault(operation, name) is { } fault ? throw fault : action();

    private void Do(string operation, string name, Action action) => Do(operation, name, () =>
    {
        action();
        return 0;
    });

    private sealed class File(FailingStorage storage, string name, IStorageFile file) : IStorageFile
    {
        private bool _failed;

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => storage.Fault("read", name) is { } fault ? throw fault : file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            Check("write");
            file.Write(data, offset);
        }

        public void SetLength(long length)
        {
            Check("setlength");
            file.SetLength(length);
        }

        public void Sync()
        {
            Check("sync");
            file.Sync();
        }

        public void Dispose() => file.Dispose();

        private void Check(string operation)
        {
            Assert.False(_failed, $"{operation} of {name} after a failure: the file must not be touched again.");
            if (storage.Fault(operation, name) is { } fault)
            {
                _failed = true;
                throw fault;
            }
        }
    }
}
