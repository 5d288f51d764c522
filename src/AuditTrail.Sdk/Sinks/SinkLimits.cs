namespace AuditTrail.Sinks;

/// <summary>What a sink can take in one call, and when it wants to be called.</summary>
public sealed record SinkLimits
{
    /// <summary>The defaults: 1,000 events, 1 MiB, no linger, no interval, 30 seconds an attempt.</summary>
    public static SinkLimits Default { get; } = new();

    /// <summary>The most events in a batch.</summary>
    /// <value>1 or more; default 1,000.</value>
    public int MaxEvents { get; init; } = 1_000;

    /// <summary>The most bytes in a batch: the events' JSON plus <see cref="OverheadPerEvent"/> each. One event over it still comes, alone.</summary>
    /// <value>Default 1,048,576.</value>
    public long MaxBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that the destination adds for each event (26 in CloudWatch Logs).</summary>
    /// <value>Default 0.</value>
    public int OverheadPerEvent { get; init; }

    /// <summary>How long a batch that is not full waits for more events.</summary>
    /// <value>Default zero: what is there is delivered at once.</value>
    public TimeSpan Linger { get; init; }

    /// <summary>The sink is also called with an empty batch (<see cref="BatchOccasion.Interval"/>) whenever this has passed.</summary>
    /// <value>Default null: never.</value>
    public TimeSpan? Interval { get; init; }

    /// <summary>After this an attempt is cancelled and tried again.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A state that the sink returns is saved before its next call: what it is given as <see cref="AuditBatch.State"/> is then never undone by a crash.</summary>
    /// <remarks>Costs two syncs for each state. Without it a crash may fall back by what came within a second, state and position together.</remarks>
    /// <value>Default false.</value>
    public bool SavesEachState { get; init; }
}
