namespace AuditTrail.Archive.Verification;

/// <summary>What became of one digest, looked at by itself.</summary>
internal sealed record DigestProof
{
    public required DigestKey Name { get; init; }

    public required string Key { get; init; }

    public DigestScope Scope { get; init; }

    /// <summary>Signed by a trusted key, at its own place.</summary>
    public bool IsValid { get; init; }

    /// <summary>It lies where it says that it was written; it may still be forged.</summary>
    public bool IsInPlace { get; init; }

    /// <summary>Null when it cannot be read as a digest.</summary>
    public DigestDocument? Document { get; init; }

    /// <summary>SHA-256 of the content in lower-case hex; null when it cannot be decompressed.</summary>
    public string? Hash { get; init; }

    /// <summary>The signature as it lies in the store.</summary>
    public string? Signature { get; init; }

    public DateTimeOffset Start { get; init; }

    public DateTimeOffset End { get; init; }

    public IReadOnlyList<VerificationFinding> Findings { get; init; } = [];

    public bool IsTampered => Findings.Any(static finding => finding.Severity == FindingSeverity.Tampered);

    public IReadOnlyList<LogFileProof> LogFiles { get; init; } = [];
}
