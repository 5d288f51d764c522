namespace AuditTrail.Delivery;

/// <summary>A range of journal numbers that a trail does not have, and why.</summary>
internal readonly record struct GapFacts(long From, long To, long Count, string Reason)
{
    /// <summary>The first number of the trail that no event will have because of this; 0 for none.</summary>
    public long TrailFrom { get; init; }

    /// <summary>The last of these numbers.</summary>
    public long TrailTo { get; init; }

    /// <summary>The gap that reaches from this one's start to the other's end, if they touch and have one reason.</summary>
    public GapFacts? With(GapFacts next) =>
        next.From == To + 1 && string.Equals(Reason, next.Reason, StringComparison.Ordinal)
            ? this with
            {
                To = next.To,
                Count = Count + next.Count,
                TrailFrom = TrailFrom == 0 ? next.TrailFrom : TrailFrom,
                TrailTo = Math.Max(TrailTo, next.TrailTo),
            }
            : null;
}
