namespace AuditTrail.Archive;

/// <summary>How an archive is written, wherever it lies: names, sizes, times, and the key that signs.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The most that a log file may hold before compression: CloudTrail's own limit.</summary>
    public const long LargestLogFile = 50_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The bucket's name, as digests say it. In a directory it is only said: the directory may have any name.</summary>
    /// <value>3 to 63 lower-case letters, digits, <c>.</c> and <c>-</c>; default <c>audit-archive</c>.</value>
    public string Bucket { get; set; } = "audit-archive";

    /// <summary>What keys have before <c>AWSLogs/</c>, without a slash at its ends.</summary>
    /// <value>At most 200 characters that S3 calls safe; default empty.</value>
    public string Prefix { get; set; } = "";

    /// <summary>The organization's id in keys, for a trail of an organization.</summary>
    /// <value><c>o-</c> and 10 to 32 lower-case letters and digits; default null.</value>
    public string? OrganizationId { get; set; }

    /// <summary>The account in keys and digests.</summary>
    /// <value>Twelve digits; default null: the recorder's.</value>
    public string? AccountId { get; set; }

    /// <summary>The region in keys and digests.</summary>
    /// <value>Lower-case letters, digits and <c>-</c>, at most 32; default null: the recorder's.</value>
    public string? Region { get; set; }

    /// <summary>How long events wait until a log file is published, if it does not fill up before.</summary>
    /// <value>One second to one day; default 5 minutes.</value>
    public TimeSpan LogFileInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most that a log file holds before compression. A single event over it still gets a file of its own.</summary>
    /// <value>Bytes, 1,024 to 50,000,000; default 50,000,000.</value>
    public long MaxLogFileBytes { get; set; } = LargestLogFile;

    /// <summary>How often a digest proves what was published, and that nothing else was.</summary>
    /// <value>Whole seconds, one second to one day; default one hour.</value>
    public TimeSpan DigestInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Where finished files wait for their put. Must be a local directory that stays. Each trail has a sub-directory of its own in it.</summary>
    /// <value>Relative to the recorder's directory, or absolute; default null: <c>archive-staging</c> there.</value>
    public string? StagingDirectory { get; set; }

    /// <summary>The RSA private key that signs digests: a PEM file, PKCS#1 or PKCS#8, not encrypted, 2,048 bits or more.</summary>
    /// <value>Relative to the recorder's directory, or absolute; default null. Without a key there are log files only, and nothing proves them.</value>
    public string? SigningKeyFile { get; set; }

    /// <summary>Signs digests instead of <see cref="SigningKeyFile"/>; not disposed by the archive.</summary>
    /// <value>Default null.</value>
    public IDigestSigner? Signer { get; set; }

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var problem in LocationFor("000000000000", "local").Problems())
        {
            yield return problem;
        }

        if (LogFileInterval < Shortest || LogFileInterval > Longest)
        {
            yield return $"{nameof(LogFileInterval)} is {LogFileInterval:c}; expected {Shortest:c} to {Longest:c}.";
        }

        if (MaxLogFileBytes is < 1_024 or > LargestLogFile)
        {
            yield return $"{nameof(MaxLogFileBytes)} is {MaxLogFileBytes}; expected 1,024 to 50,000,000 bytes, which is CloudTrail's limit.";
        }

        if (DigestInterval < Shortest || DigestInterval > Longest || DigestInterval.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return $"{nameof(DigestInterval)} is {DigestInterval:c}; expected whole seconds from {Shortest:c} to {Longest:c}.";
        }

        if (StagingDirectory is not null && !IsPath(StagingDirectory))
        {
            yield return $"{nameof(StagingDirectory)} is not a path.";
        }

        if (SigningKeyFile is not null && !IsPath(SigningKeyFile))
        {
            yield return $"{nameof(SigningKeyFile)} is not a path.";
        }

        if (SigningKeyFile is not null && Signer is not null)
        {
            yield return $"{nameof(SigningKeyFile)} and {nameof(Signer)} are both set; digests are signed with one key, so keep one of them.";
        }
    }

    internal ArchiveLocation LocationFor(string accountId, string region) => new()
    {
        Bucket = Bucket,
        Prefix = Prefix,
        OrganizationId = OrganizationId,
        AccountId = AccountId ?? accountId,
        Region = Region ?? region,
    };

    private static bool IsPath(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);
}
