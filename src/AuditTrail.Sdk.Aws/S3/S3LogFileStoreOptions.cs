namespace AuditTrail.Aws;

/// <summary>Which bucket, how it is reached, and how its objects are encrypted and kept.</summary>
/// <remarks>Credentials are not among the options: they come from the AWS SDK's chain (environment, profile, web identity, container or instance role), or from a client that is given in code.</remarks>
public sealed record S3LogFileStoreOptions
{
    /// <summary>The bucket.</summary>
    /// <value>3 to 63 lower-case letters, digits, <c>.</c> and <c>-</c>. It has to exist.</value>
    public string Bucket { get; set; } = "";

    /// <summary>The bucket's region.</summary>
    /// <value>As <c>eu-central-1</c>. Default null: what the AWS SDK finds (<c>AWS_REGION</c>, the profile); with an <see cref="Endpoint"/>, <c>us-east-1</c> if it finds none.</value>
    public string? BucketRegion { get; set; }

    /// <summary>The server, where it is not the region's own: an S3-compatible store, or an interface endpoint of a VPC.</summary>
    /// <value>An absolute URL, <c>http</c> or <c>https</c>, with nothing but host and port. Default null: Amazon S3 in <see cref="BucketRegion"/>.</value>
    public string? Endpoint { get; set; }

    /// <summary>Whether the bucket stands in the path (<c>https://host/bucket/key</c>) instead of the host name.</summary>
    /// <value>Default null: in the path with an <see cref="Endpoint"/>, in the host name without one.</value>
    public bool? ForcePathStyle { get; set; }

    /// <summary>The account that has to own the bucket; every request fails if another one does.</summary>
    /// <remarks>Guards against a bucket that was deleted and taken by somebody else. Some S3-compatible stores ignore it.</remarks>
    /// <value>Twelve digits; default null: not checked.</value>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>How objects are encrypted.</summary>
    /// <value>Default <see cref="S3Encryption.BucketDefault"/>.</value>
    public S3Encryption Encryption { get; set; }

    /// <summary>The KMS key, by id, ARN or alias.</summary>
    /// <value>Only with <see cref="S3Encryption.Kms"/>; default null: the account's own key for S3 (<c>aws/s3</c>).</value>
    public string? KmsKeyId { get; set; }

    /// <summary>How firmly objects are kept; the bucket needs object lock.</summary>
    /// <value>Default <see cref="S3RetentionMode.BucketDefault"/>.</value>
    public S3RetentionMode RetentionMode { get; set; }

    /// <summary>How long objects are kept, counted from the moment of their upload.</summary>
    /// <value>One second to 100 years, with a <see cref="RetentionMode"/>; default null.</value>
    public TimeSpan? Retention { get; set; }

    /// <summary>How long one request may take, its upload included, and one read of an answer's content.</summary>
    /// <value>One second to one hour; default two minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long making a connection may take.</summary>
    /// <value>100 milliseconds to one minute; default 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems() => [.. S3OptionProblems.Of(this)];
}
