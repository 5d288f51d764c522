using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>Why an event came late or was changed.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record AuditAddendum
{
    /// <summary><c>DELIVERY_DELAY</c>, <c>UPDATED_DATA</c> or <c>SERVICE_OUTAGE</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Which fields were changed.</summary>
    public JsonFragment? UpdatedFields { get; init; }

    /// <summary>The request id of the event that this one corrects.</summary>
    public string? OriginalRequestId { get; init; }

    /// <summary>The id of the event that this one corrects.</summary>
    public string? OriginalEventId { get; init; }

    internal MemberLayout? Layout { get; init; }
}
