namespace AuditTrail.Archive;

/// <summary>What a digest says of the one before it: the chain's link.</summary>
internal sealed record DigestLink
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the uncompressed digest in lower-case hex.</summary>
    public required string HashValue { get; init; }

    public string HashAlgorithm { get; init; } = DigestDocument.HashAlgorithm;

    /// <summary>The digest's signature in lower-case hex.</summary>
    public required string Signature { get; init; }
}
