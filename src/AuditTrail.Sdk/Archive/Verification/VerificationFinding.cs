namespace AuditTrail.Archive.Verification;

/// <summary>One thing that a verification found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">What it does to the verdict.</param>
/// <param name="Key">The object that it is about; null when it is about a chain or the whole archive.</param>
/// <param name="Message">One sentence or two for people. May hold text from the archive: escape control characters before showing it.</param>
public sealed record VerificationFinding(FindingKind Kind, FindingSeverity Severity, string? Key, string Message);
