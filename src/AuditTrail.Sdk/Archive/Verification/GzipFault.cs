namespace AuditTrail.Archive.Verification;

/// <summary>Why a file is not exactly one sound gzip member.</summary>
internal enum GzipFault
{
    None,
    Empty,
    NotCompressed,
    Truncated,
    Damaged,
    TrailerChanged,
    BytesAppended,
    MemberAppended,
    TooLarge,
}
