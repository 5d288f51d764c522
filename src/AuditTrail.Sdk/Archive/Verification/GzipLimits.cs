namespace AuditTrail.Archive.Verification;

/// <summary>How much of a file is read: what is larger is no real one, but a bomb.</summary>
/// <param name="Compressed">Bytes in the store.</param>
/// <param name="Content">Bytes before compression.</param>
internal readonly record struct GzipLimits(long Compressed, long Content)
{
    /// <summary>CloudTrail's own rule is 50 MB before compression; an older text of it said after.</summary>
    public static readonly GzipLimits OfLogFiles = new(256L << 20, 1L << 30);

    /// <summary>A digest is held in memory; one of AWS's takes some 500 bytes for a log file.</summary>
    public static readonly GzipLimits OfDigests = new(16L << 20, 64L << 20);
}
