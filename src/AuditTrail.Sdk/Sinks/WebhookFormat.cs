namespace AuditTrail.Sinks;

/// <summary>How a webhook's body holds the events of a batch; each is a CloudTrail record as it stands.</summary>
public enum WebhookFormat
{
    /// <summary>One JSON array of records, also for a single one; <c>application/json</c>.</summary>
    JsonArray,

    /// <summary>A record a line, each ended by a line feed; <c>application/x-ndjson</c>.</summary>
    NdJson,
}
