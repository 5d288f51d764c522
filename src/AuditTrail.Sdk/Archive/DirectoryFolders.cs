using System.Collections.Concurrent;
using AuditTrail.Storage;

namespace AuditTrail.Archive;

/// <summary>Makes the folders of a directory store (0700), durably, and follows no link below the root.</summary>
internal sealed class DirectoryFolders(string root)
{
    // A folder that exists may be one whose name an earlier process could not sync any more: each is synced once by this one.
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    /// <summary>The folder of a path below the root exists and its name is durable when this returns.</summary>
    public void Make(string folder)
    {
        if (_durable.ContainsKey(folder))
        {
            if (Directory.Exists(folder))
            {
                return;
            }

            _durable.Clear();
        }

        CreateWithParents(folder);
        for (var made = folder; made.Length > root.Length && Path.GetDirectoryName(made) is { } parent; made = parent)
        {
            NativeFile.SyncDirectory(parent);
        }

        _durable.TryAdd(folder, true);
    }

    /// <summary>Whether no folder between the root and the path is a link to somewhere else.</summary>
    public bool IsWithin(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }

    private void CreateWithParents(string folder)
    {
        if (!Directory.Exists(root))
        {
            Create(root);
            if (Path.GetDirectoryName(root) is { } parent)
            {
                NativeFile.SyncDirectory(parent);
            }
        }

        if (!IsWithin(Path.Combine(folder, "file")))
        {
            throw new LogFileStoreException($"A folder of '{folder}' is a symbolic link; links below '{root}' are not followed. Replace it with a directory.") { RetryAfter = TimeSpan.FromMinutes(5) };
        }

        Create(folder);
    }

    // One by one: of several that are missing, .NET gives the mode to the last only.
    private static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            Create(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
