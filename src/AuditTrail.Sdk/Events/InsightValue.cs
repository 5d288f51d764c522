using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>One value of an attribution and its rate.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightValue
{
    /// <summary>The value; <c>"null"</c> as a text where a call had no error.</summary>
    public string? Value { get; init; }

    /// <summary>Calls or errors a minute.</summary>
    public double? Average { get; init; }

    internal MemberLayout? Layout { get; init; }
}
