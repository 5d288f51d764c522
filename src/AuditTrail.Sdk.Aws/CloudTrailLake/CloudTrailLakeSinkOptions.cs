namespace AuditTrail.Aws;

/// <summary>Which channel of CloudTrail Lake, and how it is reached.</summary>
public sealed record CloudTrailLakeSinkOptions : AwsServiceOptions
{
    /// <summary>The channel that takes the events, in the region and account that its ARN names.</summary>
    /// <value>As <c>arn:aws:cloudtrail:eu-central-1:123456789012:channel/EXAMPLE8-80b5-40a7-ae65-6e099392355b</c>; at most 256 characters. It has to exist.</value>
    public string ChannelArn { get; set; } = "";

    /// <summary>What the channel's policy demands as <c>cloudtrail:ExternalId</c>.</summary>
    /// <value>2 to 1,224 letters, digits and <c>_+=,.@:/-</c>; default null: none is sent.</value>
    public string? ExternalId { get; set; }

    /// <summary>How many requests a second this process may make of the account's 100 in a region.</summary>
    /// <remarks>All trails to one account and region share one pace; the lowest number that any of them says counts for all.</remarks>
    /// <value>1 to 100; default 100.</value>
    public int MaxRequestsPerSecond { get; set; } = 100;

    /// <summary>How long a request that is not full (100 events) waits for more events.</summary>
    /// <value>Zero to one minute; default one second.</value>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes the request instead of the client in the box, such as by the official SDK's <c>AmazonCloudTrailDataClient</c>; only in code.</summary>
    /// <remarks>
    /// <see cref="AwsServiceOptions.Endpoint"/>, credentials and time-outs are then its own. It is called for one request at a time by each trail. An <c>AmazonServiceException</c> that it throws
    /// is understood by its <c>ErrorCode</c>; any other exception is tried again.
    /// </remarks>
    /// <value>Default null: the client in the box.</value>
    public Func<PutAuditEventsRequest, CancellationToken, Task<PutAuditEventsResponse>>? PutAuditEvents { get; set; }

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems() => [.. LakeOptionProblems.Of(this)];
}
