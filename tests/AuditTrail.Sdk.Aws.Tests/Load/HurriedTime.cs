namespace AuditTrail.Aws.Tests.Load;

/// <summary>The system's clock with timers that run several times as fast: back-offs and time-outs are real, and short. What is signed with it has the true time.</summary>
internal sealed class HurriedTime(int times) : TimeProvider
{
    private readonly AsyncLocal<TimeSpan> _aside = new();

    /// <summary>What the wall clock is off by, for the one who sets it and nobody else.</summary>
    public TimeSpan Aside
    {
        set => _aside.Value = value;
    }

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => System.GetTimestamp() * times;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _aside.Value;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new HurriedTimer(System.CreateTimer(callback, state, Short(dueTime), Short(period)), this);

    private TimeSpan Short(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / times;

    private sealed class HurriedTimer(ITimer timer, HurriedTime clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Short(dueTime), clock.Short(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
