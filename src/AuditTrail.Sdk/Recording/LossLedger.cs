namespace AuditTrail.Recording;

/// <summary>What became of the events that could not be recorded in time: totals for the status, and the one gap that no marker tells of yet. Thread-safe.</summary>
internal sealed class LossLedger
{
    private readonly Lock _lock = new();

    // Under the lock.
    private Gap? _pending;
    private long _lost;
    private long _late;
    private DateTimeOffset? _lastFailure;

    public void AddLost(DateTimeOffset at, string reason)
    {
        lock (_lock)
        {
            var gap = new Gap(at, at, 1, reason);
            _pending = _pending?.And(gap) ?? gap;
            _lost++;
            _lastFailure = at;
        }
    }

    public void AddLate(DateTimeOffset at)
    {
        lock (_lock)
        {
            _late++;
            _lastFailure = at;
        }
    }

    /// <summary>Takes the gap to write a marker of it. Losses from now on make a new one.</summary>
    public Gap? Take()
    {
        lock (_lock)
        {
            var taken = _pending;
            _pending = null;
            return taken;
        }
    }

    /// <summary>The marker was refused: the gap is as if it had never been taken.</summary>
    public void PutBack(Gap gap)
    {
        lock (_lock)
        {
            _pending = _pending is { } newer ? gap.And(newer) : gap;
        }
    }

    public (long Lost, long Late, DateTimeOffset? LastFailure) Totals()
    {
        lock (_lock)
        {
            return (_lost, _late, _lastFailure);
        }
    }
}
