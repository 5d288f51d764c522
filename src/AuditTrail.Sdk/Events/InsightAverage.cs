using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>A rate.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightAverage
{
    /// <summary>Calls or errors a minute.</summary>
    public double? Average { get; init; }

    internal MemberLayout? Layout { get; init; }
}
