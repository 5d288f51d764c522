using AuditTrail.Events;

namespace AuditTrail.Sinks.Memory;

/// <summary>One event that arrived, and the trails that brought it.</summary>
internal sealed record ArrivedEvent(AuditEvent Event, string Json, DateTimeOffset Time, HashSet<string> Trails)
{
    /// <summary>Whether the trail itself made it (<c>TrailStarted</c> …).</summary>
    public bool IsOwn => Event.EventSource == TrailEvents.Source;
}
