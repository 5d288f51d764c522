using System.Globalization;
using AuditTrail.Diagnostics;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>Entries in order of their sequence numbers, 1, 2, 3, …, durable before anybody is told so. Thread-safe.</summary>
internal sealed class AuditJournal : IAsyncDisposable
{
    private static readonly TimeSpan LongestDispose = TimeSpan.FromSeconds(5);

    // What a full queue of 64 MiB takes on a slow disk, and less than a supervisor's patience.
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(30);

    private readonly JournalState _state;
    private readonly EntryQueue _queue;
    private readonly JournalWriter _writer;
    private readonly SegmentDeletion _deletion;
    private readonly DurableSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private AuditJournal(JournalState state, TimeProvider time, ILogger logger)
    {
        _state = state;
        _time = time;
        _logger = logger;
        _signal = new DurableSignal(state.Table);
        _deletion = new SegmentDeletion(state);
        _queue = new EntryQueue(state.Options, state.Budget, state.Table.Durable, state.Table.Bytes, time, () => Problem);
        _writer = new JournalWriter(state, _queue, _signal, _deletion, time, logger);
    }

    /// <summary>The journal's life: with a sequence number it identifies an entry for ever.</summary>
    public Guid Stream => _state.Stream;

    /// <summary>What opening found.</summary>
    public JournalRecovery Recovery => _state.Recovery;

    /// <summary>Losses, found when opening or since, among the entries that are not deleted.</summary>
    public IReadOnlyList<JournalLoss> Losses => _state.Losses.All;

    /// <summary>The newest durable entry; 0 when there is none.</summary>
    public long DurableSequence => _state.Table.Durable;

    /// <summary>The oldest entry that is still there; 0 when there is none.</summary>
    public long OldestSequence => _state.Table.DeletedThrough < DurableSequence ? _state.Table.DeletedThrough + 1 : 0;

    private string? Problem => _writer.Problem ?? _queue.Snapshot().BudgetProblem;

    /// <summary>Takes the lock, recovers what is there and begins a new segment.</summary>
    /// <exception cref="JournalException">It cannot be opened; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while another process held the lock.</exception>
    public static AuditJournal Open(IStorage storage, JournalOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(options);
        logger = new UnfailingLogger(logger);
        var journal = new AuditJournal(JournalOpening.Open(storage, options, time, logger, cancellationToken), time, logger);
        journal._writer.Start();
        return journal;
    }

    /// <summary>Queues an entry; completes when it is recorded as far as <paramref name="level"/> asks, when the wait limit has passed, or at once when it is refused.</summary>
    /// <param name="payload">Copied before this returns.</param>
    /// <param name="kind">Event or marker; markers are accepted a little beyond the budget.</param>
    /// <param name="flags">What readers must know without parsing.</param>
    /// <param name="time">When it happened; any order is right.</param>
    /// <param name="level">How safe it has to be.</param>
    /// <param name="waitLimit">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait, not the entry.</param>
    public ValueTask<AppendResult> AppendAsync(
        ReadOnlySpan<byte> payload, FrameKind kind, FrameFlags flags, DateTimeOffset time, AckLevel level, TimeSpan waitLimit, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AppendResult>(cancellationToken);
        }

        if (!_queue.TryAppend(payload, kind, flags, time, level, waitLimit, out var result, out var waiter))
        {
            return AppendWhenThereIsRoomAsync(payload.ToArray(), kind, flags, time, level, waitLimit, cancellationToken);
        }

        waiter?.CancelWith(cancellationToken);
        return result;
    }

    /// <summary>A reader that stands before <paramref name="fromSequence"/>.</summary>
    public JournalReader OpenReader(long fromSequence) => new(this, _state.Storage, _state.Table, fromSequence);

    /// <summary>Completes when <see cref="DurableSequence"/> is greater than <paramref name="pastSequence"/>.</summary>
    /// <exception cref="JournalException">The journal was closed.</exception>
    public ValueTask WaitForDurableAsync(long pastSequence, CancellationToken cancellationToken) => _signal.WaitAsync(pastSequence, cancellationToken);

    /// <summary>Nobody needs entries up to here any more: whole segments of them are deleted soon after.</summary>
    public void Release(long throughSequence)
    {
        if (_deletion.Release(throughSequence))
        {
            _queue.Raise(Work.Release);
        }
    }

    /// <summary>Entries that somebody beside the trails needs are not deleted. To be called once, before <see cref="Release"/>.</summary>
    public void Hold(JournalHold hold) => _deletion.Hold(hold);

    /// <summary>Less is held than before: what the trails have released may be deleted now, and a full journal has room again.</summary>
    public void HoldIsLess() => _queue.Raise(Work.Release);

    /// <summary>A durable marker tells of this loss: it is not reported again, not after a restart either.</summary>
    public void AcknowledgeLoss(JournalLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _state.Losses.Tell(loss.From, loss.To);
        SaveLosses();
    }

    /// <summary>True when markers in the journal tell, or will tell, of all these lost entries; false when whoever reads that far has to.</summary>
    public bool IsToldByMarkers(long from, long to) => _state.Losses.IsToldByMarkers(from, to);

    public JournalStatus GetStatus()
    {
        // First, as the writer sets it last: whoever then waits for an entry past it misses nothing of what the rest says.
        var durable = DurableSequence;
        var (events, bytes, journalBytes, refused, budgetProblem) = _queue.Snapshot();
        return new JournalStatus
        {
            DurableSequence = durable,
            OldestSequence = OldestSequence,
            Bytes = journalBytes,
            Budget = _state.Budget,
            QueuedEvents = events,
            QueuedBytes = bytes,
            Refused = refused,
            Late = _queue.Callers.Late,
            Problem = _writer.Problem ?? budgetProblem,
        };
    }

    /// <summary>Refuses new entries, writes what is queued, seals and releases the lock.</summary>
    /// <remarks>After 30 seconds it gives up what cannot be written: a dead disk must not keep a process from ending.</remarks>
    /// <param name="cancellationToken">Gives up earlier.</param>
    public ValueTask CloseAsync(CancellationToken cancellationToken) => CloseAsync(LongestClose, cancellationToken);

    public ValueTask DisposeAsync() => CloseAsync(LongestDispose, CancellationToken.None);

    /// <summary>Ends without writing anything more, as far as the writer is not inside the disk's driver at this moment.</summary>
    internal async ValueTask AbandonAsync()
    {
        _queue.Raise(Work.GiveUp);
        try
        {
            await _writer.Ended.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The thread hangs in a system call. It keeps the lock, so that nobody writes beside it, until it comes back or the process ends.
            _queue.Callers.CompleteAll(long.MaxValue, "the journal was closed while the disk did not answer");
        }
    }

    internal void ReportDamage(Segment segment, DamagedBytes damage, long from, long to)
    {
        var reason = damage.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{segment.Name} is damaged at byte {damage.Offset}")
            : $"{segment.Name} is missing or ends too early";
        var added = _state.Losses.Add(from, to, reason, LossState.Read);
        if (added.Count == 0)
        {
            return;
        }

        foreach (var loss in added)
        {
            _logger.Lost(_state.Storage.Location, loss.From, loss.To, loss.Reason);
        }

        if (damage.Length > 0)
        {
            new Quarantine(_state.Storage, _logger).Copy(segment.Name, damage);
        }

        SaveLosses();
    }

    private async ValueTask CloseAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _queue.Close();
        try
        {
            await _writer.Ended.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            await AbandonAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<AppendResult> AppendWhenThereIsRoomAsync(
        byte[] payload, FrameKind kind, FrameFlags flags, DateTimeOffset time, AckLevel level, TimeSpan waitLimit, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var room = _queue.WaitForRoom();
            var left = waitLimit == Timeout.InfiniteTimeSpan ? waitLimit : TimeSpan.FromTicks(Math.Max(0, (waitLimit - _time.GetElapsedTime(started)).Ticks));
            if (_queue.TryAppend(payload, kind, flags, time, level, left, out var result, out var waiter))
            {
                waiter?.CancelWith(cancellationToken);
                return await result.ConfigureAwait(false);
            }

            if (left == TimeSpan.Zero)
            {
                return _queue.RefuseFull(_writer.Problem);
            }

            try
            {
                await room.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // One more look: room may have come with the last moment.
            }
        }
    }

    private void SaveLosses()
    {
        try
        {
            _state.Losses.Save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Forgotten, a loss is told twice, never not at all.
            _logger.UpkeepFailed(exception, _state.Storage.Location, "GAPS");
        }
    }
}
