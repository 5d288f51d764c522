/// <summary>A clock that moves only when told; timers run on the way, in the order of their time.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private readonly List<SimulatedTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    /// <summary>Gives those who work a moment of real time, then moves on.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await Task.Delay(3);
        var end = GetTimestamp() + by.Ticks;
        while (TakeNext(end) is { } timer)
        {
            timer.Run();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private SimulatedTimer? TakeNext(long end)
    {
        lock (_timers)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            Interlocked.Exchange(ref _ticks, next is null ? end : Math.Max(_ticks, next.Due));
            next?.Change(next.Period, next.Period); // a period of "never" ends it
            return next;
        }
    }

    private sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public TimeSpan Period { get; private set; }

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                clock._timers.Remove(this);
                Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock._ticks + dueTime.Ticks;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
