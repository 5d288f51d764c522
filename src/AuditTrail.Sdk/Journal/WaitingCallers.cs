using System.Collections.Concurrent;

namespace AuditTrail.Journal;

/// <summary>The callers who wait for their entries, in the order of sequence, and their wait limits: one timer for all of them.</summary>
internal sealed class WaitingCallers : IDisposable
{
    private const int MaxPooled = 4096;

    private readonly object _gate;
    private readonly TimeProvider _time;
    private readonly ITimer _deadlines;
    private readonly Func<string?> _problem;
    private readonly ConcurrentQueue<AppendWaiter> _pool = new();

    // Guarded by _gate, which is the queue's.
    private WaiterList _durable;
    private WaiterList _written;
    private long _armedFor = long.MaxValue;
    private long _late;

    // Callers who were answered and whose code runs, or is about to, on the thread pool.
    private int _turns;

    public WaitingCallers(object gate, TimeProvider time, Func<string?> problem)
    {
        _gate = gate;
        _time = time;
        _problem = problem;
        _deadlines = time.CreateTimer(static state => ((WaitingCallers)state!).TellLate(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Late => Interlocked.Read(ref _late);

    /// <summary>Whether somebody who was answered may still come back with the next entry at once.</summary>
    public bool HaveTurns => Volatile.Read(ref _turns) > 0;

    /// <summary>Whether the writer waits for the last turn to end. Guarded by the gate.</summary>
    public bool TurnsAreAwaited { get; set; }

    /// <summary>Called inside the queue's lock, so that the writer cannot settle the entry before its caller stands in the list.</summary>
    public AppendWaiter Add(AckLevel level, long sequence, TimeSpan limit)
    {
        var waiter = _pool.TryDequeue(out var pooled) ? pooled : new AppendWaiter(this);
        waiter.Level = level;
        waiter.Sequence = sequence;
        waiter.Deadline = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : _time.GetTimestamp() + (long)(limit.TotalSeconds * _time.TimestampFrequency);
        ListOf(level).Add(waiter);
        if (waiter.Deadline < _armedFor)
        {
            Arm(waiter.Deadline);
        }

        return waiter;
    }

    public bool TryRemove(AppendWaiter waiter)
    {
        lock (_gate)
        {
            if (!waiter.Listed)
            {
                return false;
            }

            ListOf(waiter.Level).Remove(waiter);
            BeginTurns(1);
            return true;
        }
    }

    /// <summary>Entries up to here are with the kernel.</summary>
    public void CompleteWritten(long through)
    {
        AppendWaiter? chain;
        lock (_gate)
        {
            chain = _written.TakeThrough(through, out var count);
            BeginTurns(count);
        }

        CompleteRecorded(chain);
    }

    /// <summary>Entries up to here are durable.</summary>
    public void CompleteDurable(long through)
    {
        AppendWaiter? written, durable;
        lock (_gate)
        {
            written = _written.TakeThrough(through, out var ofWritten);
            durable = _durable.TakeThrough(through, out var ofDurable);
            BeginTurns(ofWritten + ofDurable);
        }

        CompleteRecorded(written);
        CompleteRecorded(durable);
    }

    /// <summary>The journal ends: what the kernel never got is refused, of the rest nobody knows.</summary>
    public void CompleteAll(long attempted, string reason)
    {
        AppendWaiter? written, durable;
        lock (_gate)
        {
            written = _written.TakeThrough(long.MaxValue, out var ofWritten);
            durable = _durable.TakeThrough(long.MaxValue, out var ofDurable);
            BeginTurns(ofWritten + ofDurable);
        }

        AppendResult ResultOf(AppendWaiter waiter) => waiter.Sequence <= attempted ? AppendResult.Late(waiter.Sequence, reason) : AppendResult.Refused(reason);
        Complete(written, ResultOf);
        Complete(durable, ResultOf);
    }

    public void Return(AppendWaiter waiter)
    {
        if (_pool.Count < MaxPooled)
        {
            _pool.Enqueue(waiter);
        }
    }

    /// <summary>A caller's code has run as far as it goes without a wait.</summary>
    public void EndTurn()
    {
        if (Interlocked.Decrement(ref _turns) > 0)
        {
            return;
        }

        lock (_gate)
        {
            if (TurnsAreAwaited)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    public void Dispose() => _deadlines.Dispose();

    private static void CompleteRecorded(AppendWaiter? chain)
    {
        for (; chain is not null;)
        {
            // Read first: a completed waiter may be another caller's at once.
            var next = chain.Next;
            chain.Complete(AppendResult.Recorded(chain.Sequence));
            chain = next;
        }
    }

    private static void Complete(AppendWaiter? chain, Func<AppendWaiter, AppendResult> result)
    {
        for (; chain is not null;)
        {
            var next = chain.Next;
            chain.Complete(result(chain));
            chain = next;
        }
    }

    /// <summary>Before the callers' code can run: the writer never sees their turns end before they began.</summary>
    private void BeginTurns(int count) => Interlocked.Add(ref _turns, count);

    private ref WaiterList ListOf(AckLevel level) => ref level == AckLevel.Written ? ref _written : ref _durable;

    private void TellLate()
    {
        List<AppendWaiter> late = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _armedFor = long.MaxValue;
            var next = Math.Min(_durable.TakeLate(now, late), _written.TakeLate(now, late));
            if (next != long.MaxValue)
            {
                Arm(next);
            }
        }

        Interlocked.Add(ref _late, late.Count);
        BeginTurns(late.Count);
        var reason = _problem() ?? "the disk has not answered within the wait limit";
        foreach (var waiter in late)
        {
            waiter.Complete(AppendResult.Late(waiter.Sequence, reason));
        }
    }

    private void Arm(long deadline)
    {
        _armedFor = deadline;
        var due = TimeSpan.FromSeconds(Math.Max(0, deadline - _time.GetTimestamp()) / (double)_time.TimestampFrequency);

        // Timers count whole milliseconds, rounded down: one more, or the timer spins until the deadline.
        _deadlines.Change(due == TimeSpan.Zero ? due : due + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
