using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The figures of an insight.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightContext
{
    /// <summary>The usual and the unusual rate.</summary>
    public InsightStatistics? Statistics { get; init; }

    /// <summary>Who and what contributed to it.</summary>
    public IReadOnlyList<InsightAttribution>? Attributions
    {
        get;
        init => field = value is null ? null : new ValueList<InsightAttribution>(value);
    }

    internal MemberLayout? Layout { get; init; }
}
