using System.Security.Cryptography;
using System.Text;
using AuditTrail.Storage;

namespace AuditTrail.Archive;

/// <summary>The folder of files that are not finished. Their names begin with their key's hash, so that whoever puts a key again clears away what an earlier attempt left.</summary>
internal sealed class DirectoryIncoming(string root, DirectoryFolders folders)
{
    private readonly string _folder = Path.Combine(root, DirectoryKey.Incoming);

    public string NewName(string key) => Path.Combine(_folder, $"{HashOf(key)}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>Creates a file (0600), to be written and synced once.</summary>
    public IStorageFile Create(string path)
    {
        folders.Make(_folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
        return new DiskFile(NativeFile.Open(path, writable: true), path);
    }

    /// <summary>Removes what was written for a key that is taken now. A rival in the middle of the same put finds the key taken, too.</summary>
    public void Forget(string key)
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var left in Directory.EnumerateFiles(_folder, HashOf(key) + "-*"))
        {
            File.Delete(left);
        }
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
