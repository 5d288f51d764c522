namespace AuditTrail.Tests.Delivery;

/// <summary>Another clock's time, with a count of the timers that are set.</summary>
internal sealed class CountedTimers(TimeProvider time) : TimeProvider
{
    private int _armed;

    public int Armed => Volatile.Read(ref _armed);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var counted = new Counted(this);
        counted.Inner = time.CreateTimer(
            _ =>
            {
                counted.Set(false);
                callback(state);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        counted.Change(dueTime, period);
        return counted;
    }

    private sealed class Counted(CountedTimers owner) : ITimer
    {
        private int _isSet;

        public ITimer? Inner { get; set; }

        public void Set(bool value)
        {
            var now = value ? 1 : 0;
            Interlocked.Add(ref owner._armed, now - Interlocked.Exchange(ref _isSet, now));
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Set(dueTime >= TimeSpan.Zero);
            return Inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            Set(false);
            Inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
