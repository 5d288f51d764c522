namespace AuditTrail.TestServers.CloudTrailLake;

/// <summary>What one CloudTrail Lake server knows and allows.</summary>
public sealed record LakeRules
{
    public string Region { get; init; } = "eu-central-1";

    /// <summary>The account that owns the channel: every event's <c>recipientAccountId</c>.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>The one channel there is.</summary>
    public string ChannelArn { get; init; } = "arn:aws:cloudtrail:eu-central-1:123456789012:channel/EXAMPLE8-80b5-40a7-ae65-6e099392355b";

    /// <summary>What the channel's policy demands; null when it demands nothing.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Requests a second in this account and region.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Events of this name are refused for ever, with <c>InvalidData</c>.</summary>
    public string RefusedEventName { get; init; } = "PoisonOrder";

    /// <summary>Checks signatures and events; without it everything readable is taken, to measure clients.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Called with each request that was read; for those who count or compare bytes.</summary>
    public Action<ReceivedRequest>? Observe { get; init; }
}
