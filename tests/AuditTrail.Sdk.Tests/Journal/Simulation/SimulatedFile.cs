using AuditTrail.Storage;

namespace AuditTrail.Tests.Journal.Simulation;

internal sealed class SimulatedFile(SimulatedStorage storage, SimulatedInode inode, string name) : IStorageFile
{
    public long Length => storage.LengthOf(inode);

    public int Read(Span<byte> buffer, long offset) => storage.Read(inode, name, buffer, offset);

    public void Write(ReadOnlySpan<byte> data, long offset) => storage.Write(inode, name, data, offset);

    public void SetLength(long length) => storage.SetLength(inode, name, length);

    public void Sync() => storage.Sync(inode, name);

    public void Dispose()
    {
    }
}
