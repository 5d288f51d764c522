namespace AuditTrail.Archive.Verification;

/// <summary>One chain of digests: a trail in an account and a region.</summary>
public sealed record VerifiedChain
{
    /// <summary>The bucket's name, as the digests say it; empty when none could be read.</summary>
    public required string Bucket { get; init; }

    /// <summary>What stands before <c>AWSLogs/</c> in its keys; empty for nothing.</summary>
    public required string Prefix { get; init; }

    /// <summary>The organization's id, for a trail of an organization.</summary>
    /// <value>Null for a trail of one account.</value>
    public required string? OrganizationId { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The trail's name in the digests: for a trail of this library, its name, <c>-</c> and eight hex digits of the stream.</summary>
    public required string Trail { get; init; }

    /// <summary>Where its first verified digest begins; null when none is.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Where its last verified digest ends; null when none is.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whether its last event says that the trail was stopped, so that no further digest is expected.</summary>
    public bool Stopped { get; init; }

    /// <summary>How many digests were looked at.</summary>
    public long Digests { get; init; }

    /// <summary>How many log files were looked at.</summary>
    public long LogFiles { get; init; }

    /// <summary>How many events the proven log files hold.</summary>
    public long Events { get; init; }

    /// <summary>The last verified digest's key; null when none is.</summary>
    public string? HeadKey { get; init; }

    /// <summary>SHA-256 of the last verified digest, uncompressed, in lower-case hex: printed and kept elsewhere, it is a witness against rollback.</summary>
    /// <value>Null when none is verified.</value>
    public string? HeadHash { get; init; }
}
