namespace AuditTrail.Aws;

/// <summary>An event in the schema of CloudTrail Lake's integrations, before its limits.</summary>
/// <remarks>Source: CloudTrail User Guide, "CloudTrail Lake integrations event schema". The account, which is the channel's, is not here.</remarks>
internal sealed class IntegrationEvent
{
    public string? Version { get; set; }

    public string? Uid { get; set; }

    public string? IdentityType { get; set; }

    public string? PrincipalId { get; set; }

    public FlatMap? IdentityDetails { get; set; }

    public string? UserAgent { get; set; }

    public string? EventSource { get; set; }

    public string? EventName { get; set; }

    public required DateTimeOffset EventTime { get; set; }

    public FlatMap? RequestParameters { get; set; }

    public FlatMap? ResponseElements { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string? SourceIpAddress { get; set; }

    /// <summary>Everything that has no other place, what matters most first.</summary>
    public FlatMap Additional { get; set; } = new();
}
