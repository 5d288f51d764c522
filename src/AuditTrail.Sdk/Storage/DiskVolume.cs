namespace AuditTrail.Storage;

/// <summary>What kind of file system a directory lies on: the journal's guarantee is the volume's.</summary>
/// <param name="Format">The file system's name as the system says it.</param>
/// <param name="Kind">What that means for durability and locks.</param>
internal sealed record DiskVolume(string Format, DiskVolumeKind Kind)
{
    public static DiskVolume Of(string directory)
    {
        try
        {
            var drive = new DriveInfo(directory);
            return drive.DriveType == DriveType.Network ? new DiskVolume(drive.DriveFormat, DiskVolumeKind.Network) : Named(drive.DriveFormat);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Unknown is not a reason to refuse: whether files can be made durable shows with the first sync.
            return new DiskVolume("unknown", DiskVolumeKind.Unknown);
        }
    }

    public static DiskVolume Named(string format) => new(format, KindOf(format));

    /// <summary>What an operator should know, or null when there is nothing to say.</summary>
    public string? Warning => Kind switch
    {
        DiskVolumeKind.Network => $"it lies on a network file system ({Format}): locks and syncs there are as good as the server makes them",
        DiskVolumeKind.Volatile => $"it lies in memory ({Format}): nothing there survives the machine",
        DiskVolumeKind.Overlay => $"it lies in a container's layer ({Format}): it is deleted with the container; mount a volume",
        DiskVolumeKind.User => $"it lies on a file system in user space ({Format}): locks and syncs are as good as its program makes them",
        _ => null,
    };

    private static DiskVolumeKind KindOf(string format) => format switch
    {
        "nfs" or "nfs4" or "cifs" or "smb" or "smb2" or "smb3" or "smbfs" or "ncpfs" or "afs" or "afpfs" or "coda" or "9p" or "v9fs" or "ceph" or "gfs" or "gfs2" or "lustre"
            or "webdav" or "fuse.sshfs" => DiskVolumeKind.Network,
        "tmpfs" or "ramfs" => DiskVolumeKind.Volatile,
        "overlay" or "overlayfs" or "aufs" or "unionfs" => DiskVolumeKind.Overlay,
        _ when format.StartsWith("fuse", StringComparison.Ordinal) && format != "fuseblk" => DiskVolumeKind.User,
        _ => DiskVolumeKind.Local,
    };
}
