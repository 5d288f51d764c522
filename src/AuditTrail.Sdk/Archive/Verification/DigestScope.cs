namespace AuditTrail.Archive.Verification;

/// <summary>How much of a digest is looked at.</summary>
internal enum DigestScope
{
    /// <summary>The digest and its log files.</summary>
    Whole,

    /// <summary>Only what it says of the digest before it: it lies behind the range, but proves the range's last digest.</summary>
    Link,
}
