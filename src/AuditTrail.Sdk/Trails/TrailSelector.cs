namespace AuditTrail.Trails;

/// <summary>Which events belong to a trail.</summary>
/// <remarks>A pure function of the event: a batch is selected again whenever it is enumerated, and after a restart.</remarks>
internal sealed record TrailSelector
{
    public static TrailSelector Everything { get; } = new() { Kinds = EventKind.All, Access = EventAccess.Any };

    public required EventKind Kinds { get; init; }

    public required EventAccess Access { get; init; }

    /// <summary>The selector in words that change exactly when its choice changes; kept with the cursor.</summary>
    public string Fingerprint => $"{Kinds}/{Access}";

    public bool Selects(EventFacts facts)
    {
        if (facts.Kind == EventKind.Marker)
        {
            return true;
        }

        // Insights are neither read nor written: CloudTrail does not offer readOnly for them either.
        return (Kinds & facts.Kind) != EventKind.None
            && (Access == EventAccess.Any || facts.Kind == EventKind.Insight || facts.ReadOnly == (Access == EventAccess.Read));
    }
}
