namespace AuditTrail.Archive.Verification;

/// <summary>What became of reading one file.</summary>
internal sealed record FileReading
{
    /// <summary>SHA-256 of the content in lower-case hex; null unless the file is one sound gzip member.</summary>
    public string? Hash { get; init; }

    /// <summary>Bytes before compression, as far as they were read.</summary>
    public long Length { get; init; }

    /// <summary>Why there is no hash; null also for a file that is not there.</summary>
    public VerificationFinding? Problem { get; init; }

    /// <summary>What the records say, for a log file that is JSON.</summary>
    public LogFileNumbers? Numbers { get; init; }

    /// <summary>Why a log file's records could not be read.</summary>
    public string? NotJson { get; init; }

    /// <summary>The content, for a digest.</summary>
    public byte[]? Content { get; init; }

    /// <summary>The metadata; empty for a file that is not there.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsMissing => Hash is null && Problem is null;
}
