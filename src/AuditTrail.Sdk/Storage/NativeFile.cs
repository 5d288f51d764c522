using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AuditTrail.Storage;

/// <summary>What .NET cannot do or does without reporting failure: fdatasync, the sync of a directory, opening without following links.</summary>
/// <remarks>.NET 10 returns normally from <c>RandomAccess.FlushToDisk</c> when fsync fails on Linux (<c>DiskSyncFaultTests</c> keeps the proof that ours does not).</remarks>
internal static partial class NativeFile
{
    private const int Interrupted = 4; // EINTR, the same on Linux and macOS
    private const int TooManyLinks = 40; // ELOOP on Linux
    private const int TooManyLinksMac = 62;
    private const int FullSync = 51; // F_FULLFSYNC: fsync on macOS does not reach the medium

    /// <summary>Opens an existing file; a symbolic link is refused.</summary>
    public static SafeFileHandle Open(string path, bool writable)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        return OpenDescriptor(path, (writable ? 2 : 0) | CloseOnExec | NoFollow);
    }

    /// <summary>Returns when the file's bytes and length are on stable storage, and throws when they may not be.</summary>
    public static void SyncData(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file))
            {
                throw Failure("FlushFileBuffers", path, Marshal.GetLastPInvokeError());
            }

            return;
        }

        Check("fdatasync", path, file, static f => OperatingSystem.IsLinux() ? FDataSync(f) : OperatingSystem.IsMacOS() && Control(f, FullSync) == 0 ? 0 : FSync(f));
    }

    /// <summary>Makes the names in a directory durable; on Windows the file system's own journal does.</summary>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var directory = OpenDescriptor(path, CloseOnExec);
            Check("fsync", path, directory, FSync);
        }
    }

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    private static int NoFollow => OperatingSystem.IsMacOS() ? 0x100 : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x2_0000;

    private static SafeFileHandle OpenDescriptor(string path, int flags)
    {
        while (true)
        {
            var descriptor = OpenPath(path, flags);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;

                case 2: // ENOENT
                    throw new FileNotFoundException($"There is no file '{path}'.", path);

                case 1 or 13: // EPERM, EACCES
                    throw new UnauthorizedAccessException($"Access to '{path}' is denied.");

                case TooManyLinks or TooManyLinksMac:
                    throw new IOException($"'{path}' is a symbolic link; links are not followed, since they would let others choose what is written.");

                case var error:
                    throw Failure("open", path, error);
            }
        }
    }

    private static void Check(string call, string path, SafeFileHandle file, Func<SafeFileHandle, int> sync)
    {
        while (sync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                throw Failure(call, path, error);
            }
        }
    }

    private static IOException Failure(string call, string path, int error) =>
        new($"{call} of '{path}' failed: {new Win32Exception(error).Message} (error {error}).", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
