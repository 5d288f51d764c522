namespace AuditTrail.Trails;

/// <summary>An event's category, or that it is the trail's own.</summary>
[Flags]
internal enum EventKind
{
    None = 0,
    Management = 1,
    Data = 2,
    Insight = 4,
    All = Management | Data | Insight,

    /// <summary>A marker: it passes every selector.</summary>
    Marker = 8,
}
