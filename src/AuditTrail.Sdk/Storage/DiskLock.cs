using System.Text;

namespace AuditTrail.Storage;

/// <summary>An exclusive lock on a file, held until it is disposed or the process ends.</summary>
internal static class DiskLock
{
    private const int WouldBlock = 11; // EWOULDBLOCK on Linux
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Takes the lock, or returns null while another open file has it.</summary>
    public static IDisposable? TryTake(string path, string holder)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"'{path}' is a symbolic link; links are not followed, since they would let others choose what is written.");
        }

        if (TryOpen(path) is not { } file)
        {
            return null;
        }

        try
        {
            if (TryOpen(path) is { } second)
            {
                second.Dispose();
                throw new IOException(
                    $"The file system under '{path}' gives no exclusive locks (or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set), so a second process could write " +
                    "to the same files. Put the directory on a local file system.");
            }

            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(holder));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(path, options);
        }
        catch (IOException exception) when (exception.HResult is WouldBlock or WouldBlockMac or SharingViolation)
        {
            return null;
        }
    }
}
