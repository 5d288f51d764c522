namespace AuditTrail.Storage;

/// <summary>What a file system can be trusted with.</summary>
internal enum DiskVolumeKind
{
    Local,
    Network,
    Volatile,
    Overlay,
    User,
    Unknown,
}
