using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>The one thread that writes: takes what callers queued while the last sync ran, writes it, syncs it, and then tells them (group commit without a timer).</summary>
internal sealed class JournalWriter
{
    private static readonly TimeSpan IdleBeforeHead = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    // Below the wait limit that callers have by default: when the disk is back, the next caller is recorded and not late.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseBeforeRelease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SlowSync = TimeSpan.FromSeconds(1);

    /// <summary>From here on building a group takes longer than the fixed cost of a sync (CallersBesideOthers).</summary>
    private const int LargeGroup = 96;

    private readonly JournalState _state;
    private readonly IStorage _storage;
    private readonly EntryQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DurableSignal _signal;
    private readonly SegmentDeletion _deletion;
    private readonly DiskSpaceWatch _space;
    private readonly SpaceAlarm _alarm;
    private readonly ITimer _retry;
    private readonly ITimer _idle;
    private readonly ITimer _release;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The writer thread's own.
    private readonly PendingFrames _pending = new();
    private SegmentWriter? _segment;
    private long _attempted;
    private long _headDurable;
    private long _lastCommit;
    private long _lastGroup;
    private bool _headArmed;
    private bool _closing;
    private bool _givenUp;
    private int _failures;

    private volatile string? _problem;

    public JournalWriter(JournalState state, EntryQueue queue, DurableSignal signal, SegmentDeletion deletion, TimeProvider time, ILogger logger)
    {
        _state = state;
        _storage = state.Storage;
        _queue = queue;
        _signal = signal;
        _deletion = deletion;
        _time = time;
        _logger = logger;
        _segment = state.FirstSegment;
        _attempted = _headDurable = state.Table.Durable;
        _space = new DiskSpaceWatch(_storage, state.Options.ReserveBytes, queue, time, logger);
        _alarm = new SpaceAlarm(_storage.Location, state.Budget, logger);
        _retry = TimerFor(Work.Retry);
        _idle = TimerFor(Work.Head);
        _release = TimerFor(Work.Release);
    }

    /// <summary>Why entries do not become durable at present, or null.</summary>
    public string? Problem => _problem;

    /// <summary>Completes when the thread has ended and every file is closed.</summary>
    public Task Ended => _ended.Task;

    public void Start()
    {
        _queue.Raise(Work.Space | Work.Release);
        new Thread(Run) { IsBackground = true, Name = "AuditTrail journal" }.Start();
    }

    private void Run()
    {
        try
        {
            while (Step(_queue.Wait(_failures == 0 ? ~Work.None : ~Work.Entries)))
            {
            }
        }
        catch (Exception exception)
        {
            // A bug of ours: callers must not wait for a thread that is gone.
            _givenUp = true;
            _problem = "the journal's writer ended: " + exception.Message;
            _logger.WriteFailed(exception, _storage.Location, _state.Table.Durable, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            End();
        }
    }

    private bool Step(Work work)
    {
        if (work.HasFlag(Work.GiveUp))
        {
            _givenUp = true;
            return false;
        }

        _closing |= work.HasFlag(Work.Close);
        if ((work & (Work.Entries | Work.Retry | Work.Close)) != Work.None)
        {
            Gather();
            _queue.TakeBlocks(_pending);
            TryCommit();
        }

        if (work.HasFlag(Work.Release))
        {
            Release();
        }

        if (work.HasFlag(Work.Space))
        {
            _space.Look(canWrite: _failures == 0);
        }

        if (work.HasFlag(Work.Head))
        {
            _headArmed = false;
            if (_time.GetElapsedTime(_lastCommit) >= IdleBeforeHead)
            {
                TryWriteHead();
                _queue.TrimSpare();
            }
        }

        if (_closing && _pending.IsEmpty)
        {
            return false;
        }

        ArmHead();
        return true;
    }

    /// <summary>Lets the callers who were answered a moment ago come back with their next entries.</summary>
    /// <remarks>
    /// Without it the first of them starts a sync of one entry, and all others wait for the next one. A lone caller is never delayed: the group is not waited for
    /// beyond the size of the last one. Of a large one half is enough: the other half is built while this one is synced, where callers and disk would else wait
    /// for each other in turn.
    /// </remarks>
    private void Gather() =>
        _queue.Gather(_state.Table.Durable + (_lastGroup > LargeGroup ? Math.Max(_lastGroup / 2, LargeGroup) : _lastGroup));

    private void TryCommit()
    {
        try
        {
            Commit();
            if (_failures > 0)
            {
                _failures = 0;
                _problem = null;
                _logger.WriteRecovered(_storage.Location, _state.Table.Durable);
                _space.Look(canWrite: true);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, the entries are in memory: they are written to a new segment, however often it takes.
            Fail(exception);
        }
    }

    private void Commit()
    {
        while (_pending.HasUnwritten)
        {
            _segment ??= SegmentWriter.Create(_storage, _state.NextSegment(_time.GetUtcNow()), _state.SegmentBytes);
            var (last, bytes) = WriteWhatFits(_segment);
            if (last > 0)
            {
                SyncAndSettle(_segment, last, bytes);
            }

            if (_pending.HasUnwritten)
            {
                Rotate();
            }
        }
    }

    private (long Last, long Bytes) WriteWhatFits(SegmentWriter segment)
    {
        var last = 0L;
        var bytes = 0L;
        while (true)
        {
            var frames = _pending.Take(segment.Room, force: segment.IsEmpty, segment.Segment.Seed, _state.Table.Durable, out var lastOfRun);
            if (frames.IsEmpty)
            {
                break;
            }

            _attempted = Math.Max(_attempted, lastOfRun);
            segment.Write(frames);
            last = lastOfRun;
            bytes += frames.Length;
        }

        if (last > 0 && segment.IsPublished)
        {
            // A segment without its name is thrown away when the process dies: "written" then waits for the sync.
            _queue.Callers.CompleteWritten(last);
        }

        return (last, bytes);
    }

    private void SyncAndSettle(SegmentWriter segment, long last, long bytes)
    {
        var isNew = !segment.IsPublished;
        var started = _time.GetTimestamp();
        segment.Sync();
        var elapsed = _time.GetElapsedTime(started);

        segment.Settle();
        if (isNew)
        {
            _state.Table.Add(segment.Segment);
        }

        _pending.Settle(_queue);
        _lastGroup = last - _state.Table.Durable;
        var journalBytes = BytesOnDisk();
        _queue.Settle(last, bytes, journalBytes);
        _state.Table.Durable = last;
        _queue.Callers.CompleteDurable(last);
        _signal.Advance();
        _alarm.Look(journalBytes);
        _lastCommit = _time.GetTimestamp();
        if (elapsed > SlowSync)
        {
            _logger.SlowSync(_storage.Location, elapsed);
        }
    }

    private void Rotate()
    {
        var full = _segment;
        _segment = null;
        try
        {
            full?.Seal(_state.Table.Durable + 1, _time.GetUtcNow());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its entries are durable; only the seal is missing, and the next segment's header says where it ends.
            full?.Abandon();
            _logger.UpkeepFailed(exception, _storage.Location, "a segment's seal");
        }
    }

    private void Fail(Exception exception)
    {
        _segment?.Abandon();
        _segment = null;
        _pending.Rewind();
        _problem = exception.Message;
        if (_space.TryMakeRoom(exception))
        {
            _failures++;
            _queue.Raise(Work.Retry);
            return;
        }

        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_failures, 10)));
        _failures++;
        _logger.WriteFailed(exception, _storage.Location, _state.Table.Durable, pause);
        _retry.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void Release()
    {
        try
        {
            _deletion.Run();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.UpkeepFailed(exception, _storage.Location, "deleted segments");
            _release.Change(PauseBeforeRelease, Timeout.InfiniteTimeSpan);
        }

        var bytes = BytesOnDisk();
        _queue.SetJournalBytes(bytes);
        _alarm.Look(bytes);
    }

    /// <summary>What counts for the budget: also released segments whose files are still there.</summary>
    private long BytesOnDisk() => _state.Table.Bytes + _deletion.LeftOverBytes;

    private void ArmHead()
    {
        if (!_headArmed && _headDurable < _state.Table.Durable)
        {
            _headArmed = true;
            _idle.Change(IdleBeforeHead, Timeout.InfiniteTimeSpan);
        }
    }

    private void TryWriteHead()
    {
        try
        {
            var durable = _state.Table.Durable;
            _state.Head.Write(_state.HeadSlot());
            _headDurable = durable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.UpkeepFailed(exception, _storage.Location, "HEAD");
        }
    }

    private void End()
    {
        try
        {
            _queue.Close();
            if (_givenUp)
            {
                _segment?.Abandon();
            }
            else
            {
                Rotate();
                TryWriteHead();
            }

            var (queued, _, _, _, _) = _queue.Snapshot();
            if (queued > 0)
            {
                _logger.EndedEarly(_storage.Location, _state.Table.Durable + 1, _state.Table.Durable + queued);
            }
        }
        catch (Exception exception)
        {
            // Everything is durable or told otherwise below; the next opening recovers the rest.
            _logger.UpkeepFailed(exception, _storage.Location, "the end of the journal");
        }
        finally
        {
            _queue.Callers.CompleteAll(_attempted, _problem ?? "the journal was closed before the entry was durable");
            _queue.Dispose();
            _signal.End();
            _retry.Dispose();
            _idle.Dispose();
            _release.Dispose();
            _space.Stop();
            _state.Head.Dispose();
            _state.Lock.Dispose();
            _ended.TrySetResult();
        }
    }

    private ITimer TimerFor(Work work) =>
        _time.CreateTimer(_ => _queue.Raise(work), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
