using AuditTrail.Journal;

namespace AuditTrail.Delivery;

/// <summary>What a loop without work waits for: new durable events, a point in time, or somebody who wakes it.</summary>
/// <remarks>One timer and at most one outstanding wait in the journal, both used again and again: an idle loop costs nothing, a busy one little.</remarks>
internal sealed class LoopWait : IAsyncDisposable
{
    private readonly AuditJournal _journal;
    private readonly LoopClock _clock;
    private readonly LoopSignal _signal = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _ended = new();
    private Task _durable = Task.CompletedTask;
    private bool _armed;

    public LoopWait(AuditJournal journal, TimeProvider time, LoopClock clock)
    {
        _journal = journal;
        _clock = clock;
        _timer = time.CreateTimer(static signal => ((LoopSignal)signal!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the loop's wait, now or the next time. From any thread.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Waits until there is an event past <paramref name="pastSequence"/>, <paramref name="until"/> is reached, or <see cref="Wake"/> is called; it may return early.</summary>
    public async ValueTask WaitAsync(long? pastSequence, TimeSpan? until)
    {
        if (pastSequence is { } past && _durable.IsCompleted)
        {
            var last = _durable;
            _durable = Task.CompletedTask;
            // An error of the last wait belongs to the loop, which backs off.
            await last.ConfigureAwait(false);
            _durable = WatchAsync(past);
        }

        Arm(until);
        await _signal.WaitAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task WatchAsync(long pastSequence)
    {
        try
        {
            await _journal.WaitForDurableAsync(pastSequence, _ended.Token).ConfigureAwait(false);
        }
        finally
        {
            _signal.Set();
        }
    }

    private void Arm(TimeSpan? until)
    {
        if (until is { } point)
        {
            var due = point - _clock.Now;
            _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _armed = true;
        }
        else if (_armed)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _armed = false;
        }
    }
}
