namespace AuditTrail.Sinks;

/// <summary>The consequence of a delivery.</summary>
public enum DeliveryStatus
{
    /// <summary>Every event that is not named as rejected is in the destination.</summary>
    Delivered,

    /// <summary>Nothing is certain; the same events come again.</summary>
    Retry,
}
