namespace AuditTrail.Archive.Verification;

/// <summary>What a finding does to the verdict.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; no effect.</summary>
    Note,

    /// <summary>Odd, but nothing that the archive proves depends on it; no effect.</summary>
    Warning,

    /// <summary>The verdict is at least <see cref="VerificationVerdict.Stale"/>.</summary>
    Stale,

    /// <summary>The verdict is at least <see cref="VerificationVerdict.NotVerifiable"/>.</summary>
    NotVerifiable,

    /// <summary>The verdict is <see cref="VerificationVerdict.Tampered"/>.</summary>
    Tampered,
}
