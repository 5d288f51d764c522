namespace AuditTrail.Delivery;

/// <summary>When a sink that needs the clock is called next.</summary>
internal sealed class SinkInterval
{
    private readonly TimeSpan? _interval;
    private readonly TimeSpan? _afterFailure;
    private readonly TimeSpan _longestWish;
    private readonly LoopClock _clock;

    public SinkInterval(TimeSpan? interval, DeliveryTiming timing, LoopClock clock)
    {
        _interval = interval;
        _afterFailure = timing.LongestRetry < interval ? timing.LongestRetry : interval;
        _longestWish = timing.LongestRetryAfter;
        _clock = clock;
        At = clock.Now + interval;
    }

    /// <summary>Null for a sink that does not care.</summary>
    public TimeSpan? At { get; private set; }

    public bool IsDue => At <= _clock.Now;

    public void Succeeded() => At = _clock.Now + _interval;

    /// <summary>Sooner than the interval, but not so that events have to wait for it, nor sooner than the sink wishes.</summary>
    public void Failed(TimeSpan? wish) => At = _clock.Now + (wish > _afterFailure ? wish < _longestWish ? wish : _longestWish : _afterFailure);
}
