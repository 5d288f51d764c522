namespace AuditTrail.Archive.Verification;

/// <summary>How far a verification is.</summary>
/// <param name="Digests">Digests looked at.</param>
/// <param name="LogFiles">Log files looked at.</param>
/// <param name="Bytes">Bytes of log files before compression.</param>
/// <param name="Objects">Objects listed.</param>
/// <param name="Time">The end of the digest that was looked at last; null before the first.</param>
public readonly record struct VerificationProgress(long Digests, long LogFiles, long Bytes, long Objects, DateTimeOffset? Time);
