namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What a program asks of a disk and the disk may refuse.</summary>
internal enum StorageOperation
{
    Create,
    Write,
    SetLength,
    Sync,
    Rename,
    Delete,
    SyncDirectory,
    Read,
}
