namespace AuditTrail.Sinks;

/// <summary>Why a sink is called.</summary>
public enum BatchOccasion
{
    /// <summary>There are events.</summary>
    Events,

    /// <summary>The sink's <see cref="SinkLimits.Interval"/> has passed; the batch is empty.</summary>
    Interval,

    /// <summary>The recorder stops cleanly and every event has been delivered; the batch is empty and the last one.</summary>
    Stop,

    /// <summary>Dead letters are delivered again; their places in the trail are older than the last batch's.</summary>
    Replay,
}
