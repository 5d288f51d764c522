namespace AuditTrail.Delivery;

/// <summary>When a sink that needs the clock is called next.</summary>
internal sealed class SinkInterval
{
    private readonly TimeSpan? _interval;
    private readonly TimeSpan? _afterFailure;
    private readonly LoopClock _clock;

    public SinkInterval(TimeSpan? interval, TimeSpan longestRetry, LoopClock clock)
    {
        _interval = interval;
        _afterFailure = longestRetry < interval ? longestRetry : interval;
        _clock = clock;
        At = clock.Now + interval;
    }

    /// <summary>Null for a sink that does not care.</summary>
    public TimeSpan? At { get; private set; }

    public bool IsDue => At <= _clock.Now;

    public void Succeeded() => At = _clock.Now + _interval;

    /// <summary>Sooner than the interval, but not so that events have to wait for it.</summary>
    public void Failed() => At = _clock.Now + _afterFailure;
}
