using AuditTrail.Diagnostics;

namespace AuditTrail.Delivery;

/// <summary>A trail's progress as an account that adds up.</summary>
internal static class TrailAccount
{
    /// <param name="name">The trail.</param>
    /// <param name="progress">Read before <paramref name="durable"/>, so that it cannot be ahead of it.</param>
    /// <param name="durable">The journal's newest durable number.</param>
    public static TrailStatus Of(string name, TrailProgress progress, long durable) => new()
    {
        Name = name,
        Recorded = durable - progress.Start + progress.Raised,
        Delivered = progress.Delivered,
        Pending = durable - progress.Position + progress.Markers.Count,
        DeadLettered = progress.DeadLettered,
        NotSelected = progress.NotSelected,
        Skipped = progress.Skipped,
    };
}
