namespace AuditTrail.Archive.Verification;

/// <summary>What a verification may find. The names are stable; new ones may come.</summary>
public enum FindingKind
{
    /// <summary>A file has no bytes.</summary>
    FileEmpty,

    /// <summary>A file is not compressed.</summary>
    FileNotCompressed,

    /// <summary>A file ends too early.</summary>
    FileTruncated,

    /// <summary>A file's compressed data is damaged.</summary>
    FileDamaged,

    /// <summary>A file's gzip trailer (checksum, length) does not fit its data.</summary>
    TrailerChanged,

    /// <summary>Bytes follow the end of a file's compressed data.</summary>
    BytesAppended,

    /// <summary>A further gzip member follows the one that a file consists of.</summary>
    MemberAppended,

    /// <summary>A file is larger than any real one, compressed or not: it was read no further.</summary>
    FileTooLarge,

    /// <summary>The store could not read a file.</summary>
    FileUnreadable,

    /// <summary>A log file's content is not what its digest says.</summary>
    LogFileChanged,

    /// <summary>A log file holds the content of another one.</summary>
    LogFileSwapped,

    /// <summary>A log file that a digest lists is missing.</summary>
    LogFileMissing,

    /// <summary>The content of a missing log file lies at a place where no digest knows it.</summary>
    LogFileMoved,

    /// <summary>A digest lists a log file in another bucket, which was not looked at.</summary>
    LogFileElsewhere,

    /// <summary>A log file is proven but not JSON, so that its events could not be counted.</summary>
    LogFileNotJson,

    /// <summary>A digest's content is not that of a digest.</summary>
    DigestMalformed,

    /// <summary>A digest does not lie where it says that it was written.</summary>
    DigestMoved,

    /// <summary>A digest that its successor names is missing.</summary>
    DigestMissing,

    /// <summary>A digest is not the one that its successor names, though it lies at the same place.</summary>
    DigestReplaced,

    /// <summary>A digest lies in the chain, but its successor names an older one.</summary>
    DigestInserted,

    /// <summary>A digest has no signature.</summary>
    SignatureMissing,

    /// <summary>A digest's signature is wrong.</summary>
    SignatureWrong,

    /// <summary>A digest is signed with a key that was not given.</summary>
    KeyUnknown,

    /// <summary>A digest uses a hash or signature algorithm that is not known.</summary>
    AlgorithmUnknown,

    /// <summary>A chain begins a second time.</summary>
    ChainRestarted,

    /// <summary>A chain's beginning lies in another bucket, which was not looked at.</summary>
    ChainElsewhere,

    /// <summary>There is no digest in the range.</summary>
    NoDigests,

    /// <summary>A part of the range is covered by no digest.</summary>
    CoverageGap,

    /// <summary>A chain's newest digest is older than two intervals, and its trail was not stopped.</summary>
    ChainStale,

    /// <summary>Numbers of events are missing, and no gap marker explains it.</summary>
    NumbersMissing,

    /// <summary>Numbers of events come twice.</summary>
    NumbersRepeated,

    /// <summary>An object among the log files or digests that no digest lists, older than the newest digest.</summary>
    ObjectUnlisted,

    /// <summary>A log file that is newer than the newest digest: nothing proves it yet.</summary>
    NotYetDigested,

    /// <summary>A file that does not belong to the archive.</summary>
    ForeignFile,

    /// <summary>A chain ends before the place where it was last seen.</summary>
    RolledBack,

    /// <summary>The digest that was last seen is another one now.</summary>
    HeadChanged,
}
