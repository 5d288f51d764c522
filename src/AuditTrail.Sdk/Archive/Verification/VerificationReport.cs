namespace AuditTrail.Archive.Verification;

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>What it comes to.</summary>
    public required VerificationVerdict Verdict { get; init; }

    /// <summary>The verdict as an exit code: 0 valid, 1 tampered, 2 not verifiable or incomplete, 3 stale.</summary>
    public int ExitCode => (int)Verdict;

    /// <summary>Every chain that was found, in the order of their keys.</summary>
    public required IReadOnlyList<VerifiedChain> Chains { get; init; }

    /// <summary>What was found, the worst first, in the order of the archive else; at most <see cref="ArchiveVerifierOptions.MaxFindings"/> of each severity.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>How many findings there are in all, by kind.</summary>
    public required IReadOnlyDictionary<FindingKind, long> FindingCounts { get; init; }

    /// <summary>How many findings are not in <see cref="Findings"/> because there were too many.</summary>
    public long FindingsOmitted { get; init; }

    /// <summary>Gap markers of the trails, the first 1,000.</summary>
    public required IReadOnlyList<FoundGap> Gaps { get; init; }

    /// <summary>How many digests were looked at.</summary>
    public long Digests { get; init; }

    /// <summary>How many of them are proven.</summary>
    public long DigestsValid { get; init; }

    /// <summary>How many log files of digests were looked at.</summary>
    public long LogFiles { get; init; }

    /// <summary>How many of them are proven.</summary>
    public long LogFilesValid { get; init; }

    /// <summary>How many events the proven log files hold.</summary>
    public long Events { get; init; }

    /// <summary>How many bytes the log files have before compression, as far as they were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether the chains were compared with heads seen before (<see cref="ArchiveVerifierOptions.State"/>).</summary>
    /// <value>False: somebody may have removed the newest digests and everything that they list, and nothing here would show it.</value>
    public bool RollbackChecked { get; init; }
}
