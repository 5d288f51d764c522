namespace AuditTrail.Delivery;

/// <summary>The loop's own times and sizes, which nobody has to set.</summary>
internal sealed record DeliveryTiming
{
    /// <summary>How old a change of the cursor becomes before it is saved: what a crash repeats at most.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first back-off; each further one is twice as long, with jitter.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest back-off.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wish of a destination (Retry-After) that is obeyed: a nonsensical header must not end a trail.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Failed attempts in a row after which the destination counts as dead and is only probed.</summary>
    public int FailuresBeforeProbing { get; init; } = 5;

    /// <summary>The time between two probes of a dead destination.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a sink may take to notice that its call was cancelled.</summary>
    public TimeSpan CancellationGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most journal entries that one batch spans: a selector that finds little must not scan for ever before the cursor moves.</summary>
    public int LongestSpan { get; init; } = 65_536;

    /// <summary>How long the loop rests after a failure that is not the sink's.</summary>
    public TimeSpan BackOff(int failuresBefore) => FirstRetry * Math.Min(1L << Math.Min(failuresBefore, 30), LongestRetry / FirstRetry);
}
