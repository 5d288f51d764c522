using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>After a start: finds deeds that earlier lives announced and never said the outcome of, and records for each that nobody knows it.</summary>
/// <remarks>
/// Beside everything else: neither the start nor any caller waits. The report is an outcome, so that the next start finds the deed ended; a process that is killed in
/// between reports the rest after its next start, and none twice.
/// </remarks>
internal sealed class AbandonedAttempts(string recorder, EventDefaults defaults, RecorderMetrics metrics, ILogger logger) : IDisposable
{
    public const string ErrorCode = "OutcomeUnknown";
    public const string Ending = "processEnded";

    // Read while nothing can be deleted yet, so that a full journal may make room and each is reported all the same. As many as a process can have been busy with.
    private const int MaxKeptBytes = 16 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();

    // Under the lock.
    private HeldEntries _held = HeldEntries.None;
    private Task _work = Task.CompletedTask;

    /// <summary>Until they are searched, entries stay whatever room they take: the search needs no room and always ends.</summary>
    public HeldEntries Held
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }

        private set
        {
            lock (_lock)
            {
                _held = value;
            }
        }
    }

    /// <summary>Holds what earlier lives have left; before anything is deleted.</summary>
    public void Attach(AuditJournal journal) => Held = journal.OldestSequence > 0 ? new HeldEntries(journal.OldestSequence, IsFirm: true) : HeldEntries.None;

    /// <summary>Begins to search the entries up to this one.</summary>
    public void Start(AuditJournal journal, long through)
    {
        if (Held.From > through)
        {
            return;
        }

        lock (_lock)
        {
            _work = RunAsync(journal, through, _stopping.Token);
        }
    }

    /// <summary>Ends the search; what was not reported is found at the next start.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task work;
        lock (_lock)
        {
            work = _work;
        }

        // A stalled disk may hold a read or a report for ever, but not the host's stop.
        await work.WaitAsync(LongestStop, defaults.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(AuditJournal journal, long through, CancellationToken stopping)
    {
        var found = await RepeatAsync(() => SearchAsync(journal, through, stopping), stopping).ConfigureAwait(false);
        using var reader = journal.OpenReader(1);
        foreach (var announced in found)
        {
            Hold(journal, new HeldEntries(announced.Sequence, IsFirm: false));
            await RepeatAsync(() => TryReportAsync(journal, reader, announced), stopping).ConfigureAwait(false);
        }

        Hold(journal, HeldEntries.None);
    }

    private void Hold(AuditJournal journal, HeldEntries less)
    {
        Held = less;
        journal.HoldIsLess();
    }

    /// <summary>Until there is an answer, with pauses.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T?>> act, CancellationToken stopping)
        where T : class
    {
        var pause = FirstPause;
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            if (await act().ConfigureAwait(false) is { } answer)
            {
                return answer;
            }

            await Task.Delay(pause, defaults.Time, stopping).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<IReadOnlyList<AnnouncedDeed>?> SearchAsync(AuditJournal journal, long through, CancellationToken stopping)
    {
        try
        {
            // It reads gigabytes: on a thread of its own.
            return await Task.Factory.StartNew(Search, stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A disk that cannot be read must not make the journal grow until it is full.
            Hold(journal, Held with { IsFirm = false });
            Log.SearchFailed(logger, exception, recorder, LongestPause);
            return null;
        }

        IReadOnlyList<AnnouncedDeed> Search()
        {
            using var reader = journal.OpenReader(journal.OldestSequence);
            var found = AttemptSearch.Find(reader, through, stopping);
            return Keep(reader, found);
        }
    }

    private static List<AnnouncedDeed> Keep(JournalReader reader, IReadOnlyList<long> sequences)
    {
        var deeds = new List<AnnouncedDeed>(sequences.Count);
        var left = MaxKeptBytes;
        foreach (var sequence in sequences)
        {
            reader.Seek(sequence);
            var keeps = left > 0 && reader.TryRead(out var entry) && !entry.IsLost ? new AnnouncedDeed(sequence, entry.Payload.ToArray(), entry.Time) : new AnnouncedDeed(sequence);
            left -= keeps.Record.Length;
            deeds.Add(keeps);
        }

        return deeds;
    }

    /// <returns>Null when it has to be tried again.</returns>
    private async Task<object?> TryReportAsync(AuditJournal journal, JournalReader reader, AnnouncedDeed announced)
    {
        var sequence = announced.Sequence;
        try
        {
            if (announced.Record.IsEmpty)
            {
                reader.Seek(sequence);
                if (!reader.TryRead(out var entry) || entry.IsLost)
                {
                    // The journal needed the room, or the entry is damaged: there is nothing left to report from.
                    Log.ReportFailed(logger, exception: null, recorder, sequence, "the announcing event is gone");
                    return this;
                }

                announced = new AnnouncedDeed(sequence, entry.Payload.ToArray(), entry.Time);
            }

            var attempt = AuditEvent.Parse(announced.Record.Span);
            var result = await AppendAsync(journal, ReportOf(attempt)).ConfigureAwait(false);
            if (result.Outcome == AppendOutcome.Recorded)
            {
                metrics.Abandoned();
                Log.OutcomeUnknown(logger, recorder, attempt.EventName, attempt.SharedEventId, announced.Time);
                return this;
            }

            Log.ReportFailed(logger, exception: null, recorder, sequence, result.Reason);
        }
        catch (FormatException exception)
        {
            Log.ReportFailed(logger, exception, recorder, sequence, exception.Message);
            return this;
        }
        catch (Exception exception)
        {
            Log.ReportFailed(logger, exception, recorder, sequence, exception.Message);
        }

        return null;
    }

    private AuditEvent ReportOf(AuditEvent attempt)
    {
        var now = defaults.Time.GetUtcNow();
        var report = attempt with
        {
            EventId = defaults.Ids.NextText(),
            EventTime = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            ErrorCode = ErrorCode,
            ErrorMessage = "The process ended before an outcome was recorded: nobody knows whether it was done.",
        };
        return report.Http is { } http ? report with { Http = http with { Phase = "outcome", Ending = Ending } } : report;
    }

    /// <remarks>Without a limit the answer is certain: recorded or refused. After a late one it would be reported twice.</remarks>
    private ValueTask<AppendResult> AppendAsync(AuditJournal journal, AuditEvent report)
    {
        var buffer = RecordBuffer.Rent();
        var flags = RecordFlags.Of(report, RecordWriter.Write(report, buffer), RecordPhase.Outcome);
        return journal.AppendAsync(buffer.WrittenSpan, FrameKind.Event, flags, defaults.Time.GetUtcNow(), AckLevel.Durable, Timeout.InfiniteTimeSpan, CancellationToken.None);
    }
}
