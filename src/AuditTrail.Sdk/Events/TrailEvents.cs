namespace AuditTrail.Events;

/// <summary>The trail's own events: source <c>audittrail</c>, done by the application itself.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TrailEvents(string application, EventDefaults defaults)
{
    public const string Source = "audittrail";
    public const string StartedName = "TrailStarted";
    public const string StoppedName = "TrailStopped";
    public const string GapName = "TrailGap";

    /// <summary>A trail begins to deliver.</summary>
    public AuditEvent Started(string trail, Guid stream, long epoch) => Create(StartedName)
        .Request("trail", trail).Request("stream", stream).Request("epoch", epoch).Build(defaults);

    /// <summary>A trail has delivered everything and ends.</summary>
    public AuditEvent Stopped(string trail, Guid stream, long lastSequence) => Create(StoppedName)
        .Request("trail", trail).Request("stream", stream).Request("lastSequence", lastSequence).Build(defaults);

    /// <summary>Events are missing.</summary>
    /// <param name="from">The first missing sequence; 0 when the events never had one.</param>
    /// <param name="to">The last missing sequence; 0 when the events never had one.</param>
    /// <param name="count">How many are missing.</param>
    /// <param name="reason">Why.</param>
    /// <param name="trailFrom">The first number of the trail that no event has because of this; 0 for none.</param>
    /// <param name="trailTo">The last of these numbers.</param>
    public AuditEvent Gap(long from, long to, long count, string reason, long trailFrom = 0, long trailTo = 0)
    {
        var gap = Create(GapName).Request("from", from).Request("to", to).Request("count", count).Request("reason", reason);
        if (trailFrom > 0)
        {
            gap.Request("trailFrom", trailFrom).Request("trailTo", trailTo);
        }

        return gap.Build(defaults);
    }

    private AuditEventBuilder Create(string name) => AuditEvent.Create(Source, name, UserIdentity.Service(application));
}
