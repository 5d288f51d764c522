using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The usual and the unusual rate of an insight, in calls a minute.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightStatistics
{
    /// <summary>The usual rate.</summary>
    public InsightAverage? Baseline { get; init; }

    /// <summary>The unusual rate.</summary>
    public InsightAverage? Insight { get; init; }

    /// <summary>How long the unusual rate lasted, in minutes.</summary>
    public double? InsightDuration { get; init; }

    /// <summary>Over how long the usual rate was taken, in minutes.</summary>
    public double? BaselineDuration { get; init; }

    internal MemberLayout? Layout { get; init; }
}
