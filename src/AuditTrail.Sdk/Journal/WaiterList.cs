namespace AuditTrail.Journal;

/// <summary>A doubly linked list through the waiters themselves, in the order of sequence. Guarded by its owner's lock.</summary>
internal struct WaiterList
{
    private AppendWaiter? _first;
    private AppendWaiter? _last;

    public void Add(AppendWaiter waiter)
    {
        waiter.Previous = _last;
        waiter.Next = null;
        waiter.Listed = true;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
    }

    public void Remove(AppendWaiter waiter)
    {
        if (waiter.Previous is { } previous)
        {
            previous.Next = waiter.Next;
        }
        else
        {
            _first = waiter.Next;
        }

        if (waiter.Next is { } next)
        {
            next.Previous = waiter.Previous;
        }
        else
        {
            _last = waiter.Previous;
        }

        waiter.Listed = false;
        waiter.Previous = waiter.Next = null;
    }

    /// <summary>Takes out the waiters up to a sequence, as a chain over <see cref="AppendWaiter.Next"/>.</summary>
    public AppendWaiter? TakeThrough(long sequence, out int count)
    {
        count = 0;
        if (_first is null || _first.Sequence > sequence)
        {
            return null;
        }

        var chain = _first;
        var last = chain;
        last.Listed = false;
        count = 1;
        while (last.Next is { } next && next.Sequence <= sequence)
        {
            last = next;
            last.Listed = false;
            count++;
        }

        _first = last.Next;
        if (_first is null)
        {
            _last = null;
        }
        else
        {
            _first.Previous = null;
        }

        last.Next = null;
        return chain;
    }

    /// <summary>Moves waiters whose deadline has come into <paramref name="late"/>.</summary>
    /// <returns>The earliest deadline of those that stay.</returns>
    public long TakeLate(long now, List<AppendWaiter> late)
    {
        var earliest = long.MaxValue;
        for (var waiter = _first; waiter is not null;)
        {
            var next = waiter.Next;
            if (waiter.Deadline <= now)
            {
                Remove(waiter);
                late.Add(waiter);
            }
            else
            {
                earliest = Math.Min(earliest, waiter.Deadline);
            }

            waiter = next;
        }

        return earliest;
    }
}
