namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>What one CloudWatch Logs server knows and allows.</summary>
public sealed record LogsRules
{
    public string Region { get; init; } = "eu-central-1";

    /// <summary>The account.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>Checks signatures and events; without it everything readable is taken, to measure clients.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Called with each request that was read; for those who count or compare bytes.</summary>
    public Action<ReceivedRequest>? Observe { get; init; }
}
