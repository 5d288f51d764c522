namespace AuditTrail.Archive;

/// <summary>A log file in a digest's list.</summary>
internal sealed record DigestLogFile
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the uncompressed content in lower-case hex.</summary>
    public required string HashValue { get; init; }

    public string HashAlgorithm { get; init; } = DigestDocument.HashAlgorithm;

    /// <summary>The newest <c>eventTime</c> in the file.</summary>
    public string? NewestEventTime { get; init; }

    /// <summary>The oldest <c>eventTime</c> in the file.</summary>
    public string? OldestEventTime { get; init; }
}
