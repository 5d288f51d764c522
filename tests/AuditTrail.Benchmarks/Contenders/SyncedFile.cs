using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>A preallocated file that is written and fdatasynced, rolled at 64 MiB: the cheapest durable append that this machine has.</summary>
internal sealed partial class SyncedFile(string directory) : IDisposable
{
    private const long Size = 64L * 1024 * 1024;

    private SafeFileHandle? _handle;
    private long _offset;
    private int _number;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_handle is null || _offset + bytes.Length > Size)
        {
            Roll();
        }

        RandomAccess.Write(_handle!, bytes, _offset);
        _offset += bytes.Length;
    }

    public void Sync()
    {
        // Not RandomAccess.FlushToDisk: it is an fsync, and reports no error.
        if (fdatasync(_handle!) != 0)
        {
            throw new IOException($"fdatasync failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    public void Dispose() => _handle?.Dispose();

    private void Roll()
    {
        if (_handle is not null)
        {
            Sync();
            _handle.Dispose();
            File.Delete(PathOf(_number++));
        }

        _handle = File.OpenHandle(PathOf(_number), FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.None, Size);
        RandomAccess.SetLength(_handle, Size);
        _offset = 0;
        Sync();
    }

    private string PathOf(int number) => Path.Combine(directory, $"{number}.jsonl");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle handle);
}
