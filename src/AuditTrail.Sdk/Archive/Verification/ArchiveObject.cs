namespace AuditTrail.Archive.Verification;

/// <summary>What an object is, by its key.</summary>
internal enum ArchiveObject
{
    /// <summary>Nothing of an archive's.</summary>
    Foreign,

    /// <summary>What a console makes to show an empty folder.</summary>
    FolderMark,

    /// <summary>A digest.</summary>
    Digest,

    /// <summary>Anything else among log files and digests: a digest must list it.</summary>
    LogFile,
}
