using System.Globalization;

namespace AuditTrail.Journal;

/// <summary>Where callers leave entries for the writer: bounded by number and bytes, no allocation an entry, and the sequence numbers are given here.</summary>
internal sealed class EntryQueue : IDisposable
{
    /// <summary>What markers may take beyond the budget, so that what is lost can still be said.</summary>
    private const long MarkerAllowance = 1 << 20;

    /// <summary>Blocks kept for the next burst, and those that stay when nothing happens.</summary>
    private const int MaxSpare = 64;
    private const int IdleSpare = 4;

    private static readonly TimeSpan LongestGather = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private readonly JournalOptions _options;
    private readonly long _budget;

    // Guarded by _gate.
    private readonly List<FrameBlock> _blocks = [];
    private readonly Stack<FrameBlock> _spare = new();
    private TaskCompletionSource? _freed;
    private Work _work;
    private long _gatherThrough;
    private long _next;
    private long _settled;
    private long _queuedBytes;
    private long _journalBytes;
    private string? _stop;
    private bool _closed;
    private long _refused;

    public EntryQueue(JournalOptions options, long budget, long durable, long journalBytes, TimeProvider time, Func<string?> problem)
    {
        _options = options;
        _budget = budget;
        _next = durable + 1;
        _settled = durable;
        _journalBytes = journalBytes;
        Callers = new WaitingCallers(_gate, time, problem);
    }

    public WaitingCallers Callers { get; }

    public (long Events, long Bytes, long JournalBytes, long Refused, string? BudgetProblem) Snapshot()
    {
        lock (_gate)
        {
            return (_next - 1 - _settled, _queuedBytes, _journalBytes, _refused, _stop ?? (_journalBytes + _queuedBytes >= _budget ? BudgetReached() : null));
        }
    }

    /// <summary>Queues an entry, or says why not; false when the queue is full at present.</summary>
    public bool TryAppend(
        ReadOnlySpan<byte> payload, FrameKind kind, FrameFlags flags, DateTimeOffset time, AckLevel level, TimeSpan limit, out ValueTask<AppendResult> result, out AppendWaiter? waiter)
    {
        waiter = null;
        lock (_gate)
        {
            var length = FrameHeader.LengthOf(payload.Length);
            if (RefusalOf(payload.Length, length, kind) is { } reason)
            {
                _refused++;
                result = ValueTask.FromResult(AppendResult.Refused(reason));
                return true;
            }

            if (_next - 1 - _settled >= _options.QueueEvents || (_queuedBytes + length > _options.QueueBytes && _queuedBytes > 0))
            {
                result = default;
                return false;
            }

            var sequence = _next++;
            BlockFor(length).TryAdd(kind, flags, sequence, time, payload);
            _queuedBytes += length;
            _work |= Work.Entries;
            if (sequence >= _gatherThrough)
            {
                Monitor.Pulse(_gate);
            }

            waiter = level == AckLevel.Accepted ? null : Callers.Add(level, sequence, limit);
            result = waiter?.Task ?? ValueTask.FromResult(AppendResult.Recorded(sequence));
            return true;
        }
    }

    /// <summary>Completes when entries have left the queue.</summary>
    public Task WaitForRoom()
    {
        lock (_gate)
        {
            return (_freed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public AppendResult RefuseFull(string? problem)
    {
        lock (_gate)
        {
            _refused++;
        }

        return AppendResult.Refused(problem is null ? "the journal's queue stayed full for the whole wait limit" : "the journal's queue is full: " + problem);
    }

    public void Raise(Work work)
    {
        lock (_gate)
        {
            _work |= work;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Nothing more is queued, those who wait for room included; the writer ends when it has written everything.</summary>
    public void Close()
    {
        TaskCompletionSource? freed;
        lock (_gate)
        {
            _closed = true;
            Raise(Work.Close);
            freed = _freed;
            _freed = null;
        }

        freed?.SetResult();
    }

    /// <summary>The writer's wait: returns what there is to do among <paramref name="mask"/>, and forgets it.</summary>
    public Work Wait(Work mask)
    {
        lock (_gate)
        {
            while ((_work & mask) == Work.None)
            {
                Monitor.Wait(_gate);
            }

            var work = _work & mask;
            _work &= ~mask;
            return work;
        }
    }

    /// <summary>The writer's wait for a group: until an entry has this number, or nobody who was answered is still to have a turn.</summary>
    /// <remarks>Bounded, since a caller may do anything in its turn. A wait and no spinning: what is waited for needs the processor.</remarks>
    public void Gather(long through)
    {
        lock (_gate)
        {
            _gatherThrough = through;
            if (_next <= through && (_work & ~Work.Entries) == Work.None && Callers.HaveTurns)
            {
                Callers.TurnsAreAwaited = true;
                Monitor.Wait(_gate, LongestGather);
                Callers.TurnsAreAwaited = false;
            }

            _gatherThrough = 0;
        }
    }

    public void TakeBlocks(PendingFrames into)
    {
        lock (_gate)
        {
            foreach (var block in _blocks)
            {
                into.Add(block);
            }

            _blocks.Clear();
        }
    }

    public void Recycle(FrameBlock block)
    {
        lock (_gate)
        {
            if (block.Capacity == FrameBlock.StandardCapacity && _spare.Count < MaxSpare)
            {
                block.Clear();
                _spare.Push(block);
            }
        }
    }

    /// <summary>Nothing has happened for a while: memory that a burst took is given back.</summary>
    public void TrimSpare()
    {
        lock (_gate)
        {
            while (_spare.Count > IdleSpare)
            {
                _spare.Pop();
            }
        }
    }

    /// <summary>Entries up to here are durable: room for others.</summary>
    public void Settle(long durable, long bytes, long journalBytes)
    {
        TaskCompletionSource? freed;
        lock (_gate)
        {
            _settled = durable;
            _queuedBytes -= bytes;
            _journalBytes = journalBytes;
            freed = _freed;
            _freed = null;
        }

        freed?.SetResult();
    }

    public void SetJournalBytes(long bytes)
    {
        lock (_gate)
        {
            _journalBytes = bytes;
        }
    }

    /// <summary>Refuses events, not markers, while <paramref name="reason"/> stands.</summary>
    public void StopEvents(string? reason)
    {
        lock (_gate)
        {
            _stop = reason;
        }
    }

    public void Dispose() => Callers.Dispose();

    private string? RefusalOf(int payloadLength, int frameLength, FrameKind kind)
    {
        if (_closed)
        {
            return "the journal is closed";
        }

        if (payloadLength > _options.MaxEntryBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"an entry of {payloadLength} bytes is over the limit of {_options.MaxEntryBytes}");
        }

        if (kind == FrameKind.Event && _stop is not null)
        {
            return _stop;
        }

        var allowance = kind == FrameKind.Marker ? MarkerAllowance : 0;
        return _journalBytes + _queuedBytes + frameLength > _budget + allowance ? BudgetReached() : null;
    }

    private string BudgetReached() =>
        string.Create(CultureInfo.InvariantCulture, $"the journal's budget of {_budget} bytes is used up by events that a trail has not delivered yet; see to that trail or raise the budget");

    private FrameBlock BlockFor(int length)
    {
        if (_blocks.Count > 0 && _blocks[^1] is var last && last.Capacity - last.Used >= length)
        {
            return last;
        }

        var block = length <= FrameBlock.StandardCapacity && _spare.TryPop(out var spare) ? spare : new FrameBlock(Math.Max(length, FrameBlock.StandardCapacity));
        _blocks.Add(block);
        return block;
    }
}
