namespace AuditTrail.Archive.Verification;

/// <summary>What became of one log file of a digest.</summary>
internal sealed record LogFileProof
{
    public required DigestLogFile Listed { get; init; }

    /// <summary>Whether its content is what the digest says.</summary>
    public bool IsValid { get; init; }

    public long Length { get; init; }

    /// <summary>What its records say; null when nothing is proven.</summary>
    public LogFileNumbers? Numbers { get; init; }

    public IReadOnlyList<VerificationFinding> Findings { get; init; } = [];

    /// <summary>The store has no such file.</summary>
    public bool IsMissing { get; init; }
}
