using AuditTrail.Tests.Support;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>Time that runs by itself, a hundred times as fast, or as fast as a test says.</summary>
internal sealed class FastClock : IAsyncDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;
    private long _step = Usual.Ticks;

    public FastClock()
    {
        // What a bucket keeps is counted by the server's clock.
        Time.SetWallClock(TimeProvider.System.GetUtcNow());
        _running = Task.Run(RunAsync);
    }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Lets so much time pass soon, timers included.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var until = Time.GetTimestamp() + time.Ticks;
        Interlocked.Exchange(ref _step, Math.Max(Usual.Ticks, time.Ticks / 50));
        await Eventually.IsTrueAsync(() => Time.GetTimestamp() >= until, $"{time} have passed");
        Interlocked.Exchange(ref _step, Usual.Ticks);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running;
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            Time.Advance(TimeSpan.FromTicks(Interlocked.Read(ref _step)));
            await Task.Delay(5);
        }
    }
}
