using AuditTrail.Sinks;

namespace AuditTrail.Trails;

/// <summary>What goes where: a name, a selector and one sink.</summary>
internal sealed class Trail
{
    /// <exception cref="ArgumentException">The name breaks a rule of <see cref="TrailName"/>.</exception>
    public Trail(string name, IAuditSink sink)
    {
        TrailName.ThrowIfInvalid(name, nameof(name));
        ArgumentNullException.ThrowIfNull(sink);
        Name = name;
        Sink = sink;
    }

    /// <summary>Also the name of the trail's cursor and dead letters.</summary>
    public string Name { get; }

    public IAuditSink Sink { get; }

    public TrailSelector Selector { get; init; } = TrailSelector.Everything;

    public BehindPolicy WhenBehind { get; init; }

    /// <summary>A trail that is new starts at the oldest event in the journal instead of at the next one.</summary>
    public bool FromOldest { get; init; }
}
