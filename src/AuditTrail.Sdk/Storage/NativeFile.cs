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
    private const int NoDevice = 6; // ENXIO: a socket
    private const int Taken = 17; // EEXIST
    private const int NotDirectory = 20;
    private const int NameTooLong = 36;
    private const int NameTooLongMac = 63;
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

    /// <summary>Opens a regular file for reading, or null when there is none: what else lies under the name (a link, a pipe, a device, a directory) is neither followed nor waited for.</summary>
    public static SafeFileHandle? TryOpenRegular(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            const FileAttributes Other = FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device;
            return File.Exists(path) && (File.GetAttributes(path) & Other) == FileAttributes.None
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : null;
        }

        SafeFileHandle file;
        try
        {
            // Without NonBlocking the opening of a pipe waits for somebody to write.
            file = OpenDescriptor(path, CloseOnExec | NoFollow | NonBlocking);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException exception) when (exception.HResult is NoDevice or NotDirectory or TooManyLinks or TooManyLinksMac or NameTooLong or NameTooLongMac)
        {
            return null;
        }

        if (IsRegular(file, path))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Gives a finished file its name, unless the name is taken: atomic, and nothing is replaced.</summary>
    /// <returns>False when the name is taken. The temporary name may stay.</returns>
    public static bool TryPublish(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (Path.Exists(path))
            {
                return false;
            }
        }

        var error = Link(temporary, path) == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (error is not (0 or Taken) && OperatingSystem.IsLinux())
        {
            // Some file systems know no second name of a file.
            error = RenameIfFree(-100, temporary, -100, path, 1) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        return error switch
        {
            0 => true,
            Taken => false,
            _ => throw Failure("link", path, error),
        };
    }

    private static bool IsRegular(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return !Directory.Exists(path) && (File.GetAttributes(file) & FileAttributes.Device) == FileAttributes.None;
        }

        // struct statx is the same on every architecture: the mode is two bytes at 28.
        Span<byte> status = stackalloc byte[256];
        if (Status(file, "", 0x1000, 1, status) != 0)
        {
            throw Failure("statx", path, Marshal.GetLastPInvokeError());
        }

        return (BitConverter.ToUInt16(status[28..]) & 0xF000) == 0x8000;
    }

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    private static int NoFollow => OperatingSystem.IsMacOS() ? 0x100 : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x2_0000;

    private static int NonBlocking => OperatingSystem.IsMacOS() ? 4 : 0x800;

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
                    throw new IOException($"'{path}' is a symbolic link; links are not followed, since they would let others choose what is written.", TooManyLinks);

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

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameIfFree(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, string path, int flags, uint mask, Span<byte> status);

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
