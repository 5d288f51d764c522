using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>What contributed to an insight.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InsightAttribution
{
    /// <summary><c>userIdentityArn</c>, <c>userAgent</c>, <c>errorCode</c> or <c>resourceArn</c>.</summary>
    public string? Attribute { get; init; }

    /// <summary>The top values in the unusual time, largest first.</summary>
    public IReadOnlyList<InsightValue>? Insight
    {
        get;
        init => field = value is null ? null : new ValueList<InsightValue>(value);
    }

    /// <summary>The top values in the usual time, largest first.</summary>
    public IReadOnlyList<InsightValue>? Baseline
    {
        get;
        init => field = value is null ? null : new ValueList<InsightValue>(value);
    }

    internal MemberLayout? Layout { get; init; }
}
