namespace AuditTrail.Archive.Verification;

/// <summary>What a verification comes to. The values are the exit codes of <c>audittrail verify</c>; of several, the first below <see cref="Valid"/> counts.</summary>
public enum VerificationVerdict
{
    /// <summary>Everything that was looked at is proven.</summary>
    Valid = 0,

    /// <summary>Something was changed, removed or added after it was signed.</summary>
    Tampered = 1,

    /// <summary>Something could not be verified, or the range is not covered.</summary>
    NotVerifiable = 2,

    /// <summary>What is there is proven, but its newest digest is older than it should be.</summary>
    Stale = 3,
}
