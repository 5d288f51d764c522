namespace AuditTrail.Sinks.Webhook;

/// <summary>What a receiver's answer means for the events of a request.</summary>
internal enum WebhookVerdict
{
    /// <summary>They are there.</summary>
    Delivered,

    /// <summary>Nothing is certain; the same events come again.</summary>
    Retry,

    /// <summary>Refused for ever, and one event of them may be the cause.</summary>
    ContentRefused,

    /// <summary>Refused for ever, whatever they hold.</summary>
    CallerRefused,
}
