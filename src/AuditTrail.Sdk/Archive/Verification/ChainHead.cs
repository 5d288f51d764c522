namespace AuditTrail.Archive.Verification;

/// <summary>The last digest that was seen of a chain.</summary>
internal sealed record ChainHead
{
    /// <summary>The chain: bucket, folder and trail.</summary>
    public required string Chain { get; init; }

    /// <summary>The archive where it was seen last, as its store calls it.</summary>
    public required string Archive { get; init; }

    /// <summary>The digest's key.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the uncompressed digest in lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Where the digest ends.</summary>
    public required DateTimeOffset End { get; init; }
}
