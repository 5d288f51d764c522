using AuditTrail.Storage;

namespace AuditTrail.Tests.Support;

/// <summary>A storage by name, so that one test runs on memory and on disk.</summary>
internal sealed class StorageUnderTest : IDisposable
{
    private readonly TemporaryDirectory? _directory;

    public StorageUnderTest(string kind)
    {
        if (kind == "memory")
        {
            Storage = new MemoryStorage();
            return;
        }

        _directory = new TemporaryDirectory();
        Storage = DiskStorage.At(System.IO.Path.Combine(_directory.Path, "journal"));
    }

    public static TheoryData<string> Kinds => ["memory", "disk"];

    public IStorage Storage { get; }

    public void Dispose() => _directory?.Dispose();
}
