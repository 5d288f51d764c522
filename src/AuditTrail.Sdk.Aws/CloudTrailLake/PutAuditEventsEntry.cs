namespace AuditTrail.Aws;

/// <summary>One event of a <see cref="PutAuditEventsRequest"/>.</summary>
public sealed record PutAuditEventsEntry
{
    /// <summary>What the answer names the event by: the journal's stream and the event's number in it, the same at each attempt.</summary>
    public required string Id { get; init; }

    /// <summary>The event, JSON in the schema of integration events.</summary>
    public required string EventData { get; init; }

    /// <summary>The base64 of the SHA-256 of <see cref="EventData"/> in UTF-8.</summary>
    public required string EventDataChecksum { get; init; }
}
