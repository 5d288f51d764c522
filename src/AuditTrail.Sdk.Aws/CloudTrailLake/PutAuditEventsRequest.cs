namespace AuditTrail.Aws;

/// <summary>One call of <c>PutAuditEvents</c>.</summary>
public sealed record PutAuditEventsRequest
{
    /// <summary>The channel.</summary>
    public required string ChannelArn { get; init; }

    /// <summary>The external id, or null if none is to be sent.</summary>
    public string? ExternalId { get; init; }

    /// <summary>1 to 100 events with different ids, in the order of the trail. The request's JSON has less than 900,000 bytes.</summary>
    public required IReadOnlyList<PutAuditEventsEntry> AuditEvents { get; init; }
}
