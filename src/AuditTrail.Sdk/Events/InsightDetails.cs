using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>An unusual rate of calls or errors.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightDetails
{
    /// <summary><c>Start</c> or <c>End</c>.</summary>
    public string? State { get; init; }

    /// <summary>Whose calls.</summary>
    public string? EventSource { get; init; }

    /// <summary>Which call.</summary>
    public string? EventName { get; init; }

    /// <summary><c>ApiCallRateInsight</c> or <c>ApiErrorRateInsight</c>.</summary>
    public string? InsightType { get; init; }

    /// <summary>Which error, for error rates.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The figures.</summary>
    public InsightContext? InsightContext { get; init; }

    internal MemberLayout? Layout { get; init; }
}
