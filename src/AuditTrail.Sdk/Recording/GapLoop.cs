using AuditTrail.Diagnostics;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>Writes a marker of lost events as soon as the journal takes one. Runs only while there are any. Thread-safe.</summary>
internal sealed class GapLoop(string recorder, TrailMarkers markers, LossLedger ledger, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();

    // Under the lock.
    private AuditJournal? _journal;
    private Task _loop = Task.CompletedTask;
    private bool _running;
    private bool _ended;

    // Written by the loop, read when it is stuck.
    private volatile Gap? _inFlight;

    /// <summary>Markers go into this journal from now on, also one of events that were lost before it was open.</summary>
    public void Attach(AuditJournal journal)
    {
        lock (_lock)
        {
            _journal = journal;
        }

        GapOpened();
    }

    /// <summary>Something was lost: sees to it that a marker tells of it, or after the end at least the log.</summary>
    public void GapOpened()
    {
        lock (_lock)
        {
            if (_ended)
            {
                LogRest();
            }
            else if (_journal is { } journal && !_running && !_stopping.IsCancellationRequested)
            {
                _running = true;
                _loop = RunAsync(journal);
            }
        }
    }

    /// <summary>Ends the loop after one more attempt. A gap that has no marker even then is logged: that is the last trace of it.</summary>
    public async Task StopAsync()
    {
        Task loop;
        AuditJournal? journal;
        lock (_lock)
        {
            _stopping.Cancel();
            loop = _loop;
            journal = _journal;
        }

        // A stalled disk may hold the loop's append for ever, but not the host's stop.
        await loop.WaitAsync(LongestPause, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!loop.IsCompleted && _inFlight is { } stuck)
        {
            LogUntold(stuck);
        }

        if (ledger.Take() is { } gap && (journal is null || !await markers.TryTellAsync(journal, gap, LongestPause).ConfigureAwait(false)))
        {
            LogUntold(gap);
        }

        lock (_lock)
        {
            // From here on nothing writes markers.
            _ended = true;
            LogRest();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(AuditJournal journal)
    {
        // The caller is an application's thread, with its own bad news to digest.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = FirstPause;
        while (Next() is { } gap)
        {
            _inFlight = gap;
            if (await markers.TryTellAsync(journal, gap, Timeout.InfiniteTimeSpan).ConfigureAwait(false))
            {
                pause = FirstPause;
                continue;
            }

            ledger.PutBack(gap);
            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The next gap; or null, and then the loop has ended, and a loss from now on begins it again.</summary>
    private Gap? Next()
    {
        lock (_lock)
        {
            var gap = _stopping.IsCancellationRequested ? null : ledger.Take();
            _running = gap is not null;
            return gap;
        }
    }

    private void LogRest()
    {
        if (ledger.Take() is { } gap)
        {
            LogUntold(gap);
        }
    }

    private void LogUntold(Gap gap) => Log.GapUntold(logger, recorder, gap.Count, gap.From, gap.To, gap.Reason);
}
