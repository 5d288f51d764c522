using System.Text;

namespace AuditTrail.Storage;

/// <summary>A directory on disk: files of mode 0600, directories of mode 0700, no symbolic link followed below it.</summary>
internal sealed class DiskStorage : IStorage
{
    private DiskStorage(string location, DiskVolume volume)
    {
        Location = location;
        Volume = volume;
    }

    public string Location { get; }

    public DiskVolume Volume { get; }

    /// <summary>Creates the directory if it is missing.</summary>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be made or is not writable.</exception>
    /// <exception cref="IOException">It lies on a network file system and <paramref name="allowNetworkFileSystem"/> is false, or something else stands in the way.</exception>
    public static DiskStorage At(string directory, bool allowNetworkFileSystem = false)
    {
        var location = Path.GetFullPath(directory);
        try
        {
            CreateDirectory(location);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException(
                $"The directory '{location}' cannot be made: access is denied to the user '{Environment.UserName}'. Create it for that user or choose another one.", exception);
        }
        catch (IOException exception)
        {
            throw new IOException($"The directory '{location}' cannot be made: {exception.Message} Choose another one.", exception);
        }

        return On(DiskVolume.Of(location), location, allowNetworkFileSystem);
    }

    internal static DiskStorage On(DiskVolume volume, string location, bool allowNetworkFileSystem)
    {
        if (volume.Kind == DiskVolumeKind.Network && !allowNetworkFileSystem)
        {
            throw new IOException(
                $"The directory '{location}' lies on a network file system ({volume.Format}), which can neither promise that what is synced stays nor that only one " +
                "process writes. Choose a local directory, or allow network file systems in the options if the server is known to keep both promises.");
        }

        return new DiskStorage(location, volume);
    }

    public IReadOnlyList<string> List(string directory = "")
    {
        StorageName.CheckDirectory(directory);
        var path = Path.Combine(Location, directory);
        if (!Directory.Exists(path))
        {
            return [];
        }

        var names = Directory.GetFiles(path).Select(static file => Path.GetFileName(file)).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public bool Exists(string name) => File.Exists(PathOf(name));

    public IStorageFile Create(string name)
    {
        var path = PathOf(name);
        if (StorageName.DirectoryOf(name) is { Length: > 0 } directory)
        {
            CreateSubdirectory(directory);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // CreateNew (O_EXCL) also refuses a link that was laid under the name.
        new FileStream(path, options).Dispose();
        return new DiskFile(NativeFile.Open(path, writable: true), path);
    }

    public IStorageFile Open(string name, bool writable = false)
    {
        var path = PathOf(name);
        return new DiskFile(NativeFile.Open(path, writable), path);
    }

    public void Rename(string from, string to)
    {
        if (StorageName.DirectoryOf(to) is { Length: > 0 } directory)
        {
            CreateSubdirectory(directory);
        }

        File.Move(PathOf(from), PathOf(to), overwrite: true);
    }

    public void Delete(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file does not exist either.
        }
    }

    public void SyncDirectory(string directory = "")
    {
        StorageName.CheckDirectory(directory);
        if (directory.Length > 0)
        {
            NativeFile.SyncDirectory(Path.Combine(Location, directory));
        }

        // The sub-directory may itself be new: its name is durable only with its parent.
        NativeFile.SyncDirectory(Location);
    }

    public IDisposable? TryLock(string name, string holder) => DiskLock.TryTake(PathOf(name), holder);

    public string? ReadLockHolder(string name)
    {
        try
        {
            using var file = NativeFile.Open(PathOf(name), writable: false);
            Span<byte> text = stackalloc byte[512];
            return Encoding.UTF8.GetString(text[..RandomAccess.Read(file, text, 0)]) is { Length: > 0 } holder ? holder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // On Windows the lock forbids reading too.
            return null;
        }
    }

    public (long Free, long Total) GetSpace()
    {
        var drive = new DriveInfo(Location);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }

    private static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void CreateSubdirectory(string directory)
    {
        var path = Path.Combine(Location, directory);
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new IOException($"'{path}' is a symbolic link; links are not followed, since they would let others choose what is written.");
        }

        CreateDirectory(path);
    }

    private string PathOf(string name)
    {
        StorageName.Check(name);
        return Path.Combine(Location, name);
    }
}
