namespace AuditTrail.Archive.Verification;

/// <summary>What an <see cref="ArchiveVerifier"/> looks at.</summary>
public sealed record ArchiveVerifierOptions
{
    /// <summary>Where the range begins. Digests that end before it, and log files published before it, are not looked at.</summary>
    /// <value>Default null: at the oldest digest, which must then be the first of its chain.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>Where the range ends. When it is given, every instant of the range must be covered by a digest, and nothing is ever stale.</summary>
    /// <value>Default null: now.</value>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only objects whose keys begin so.</summary>
    /// <value>Default empty: the whole bucket.</value>
    public string Prefix { get; init; } = "";

    /// <summary>The bucket's name, where it is known: digests must name it.</summary>
    /// <value>Default null: as the digests say, one for each chain.</value>
    public string? Bucket { get; init; }

    /// <summary>The heads that were seen before. They are compared and brought forward; <see cref="VerificationState.Save"/> is the caller's.</summary>
    /// <value>Default null: rollback is not checked.</value>
    public VerificationState? State { get; init; }

    /// <summary>How many files are read at a time.</summary>
    /// <value>Default 0: as many as there are processors. A store that is far away is faster with more.</value>
    public int Parallelism { get; init; }

    /// <summary>How many findings of each severity are kept; the others are only counted.</summary>
    /// <value>Default 1,000.</value>
    public int MaxFindings { get; init; } = 1_000;

    /// <summary>The clock that says what is stale.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
