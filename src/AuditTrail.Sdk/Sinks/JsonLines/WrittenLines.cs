namespace AuditTrail.Sinks.JsonLines;

/// <summary>The events whose lines were found in the files behind the saved position: they come again and are not written twice.</summary>
/// <remarks>Sequences are kept as runs: memory grows with the gaps between them, not with the lines.</remarks>
internal sealed class WrittenLines(Guid stream)
{
    private readonly List<(long From, long To)> _runs = [];
    private readonly HashSet<long> _outOfOrder = [];
    private readonly HashSet<long> _own = [];
    private long _lastTrailSequence;
    private long _lastOwn;

    public void Add(long sequence, long trailSequence)
    {
        _lastTrailSequence = Math.Max(_lastTrailSequence, trailSequence);
        if (sequence == 0)
        {
            _own.Add(trailSequence);
            _lastOwn = Math.Max(_lastOwn, trailSequence);
        }
        else if (_runs.Count == 0 || sequence > _runs[^1].To + 1)
        {
            _runs.Add((sequence, sequence));
        }
        else if (sequence == _runs[^1].To + 1)
        {
            _runs[^1] = (_runs[^1].From, sequence);
        }
        else
        {
            _outOfOrder.Add(sequence);
        }
    }

    public bool Contains(Guid inStream, long sequence, long trailSequence)
    {
        if (inStream != stream)
        {
            return false;
        }

        if (sequence == 0)
        {
            return _own.Contains(trailSequence);
        }

        var index = _runs.BinarySearch((sequence, long.MaxValue));
        var run = index >= 0 ? index : ~index - 1;
        return (run >= 0 && _runs[run].To >= sequence) || _outOfOrder.Contains(sequence);
    }

    /// <summary>Whether no line can come again after this event. By sequence as well, because a trail whose selector was changed numbers its events anew.</summary>
    public bool IsPassed(Guid inStream, long sequence, long trailSequence) =>
        inStream != stream ||
        (sequence == 0 || _runs.Count == 0 ? trailSequence >= _lastTrailSequence : sequence >= _runs[^1].To && trailSequence >= _lastOwn);

    public void Clear()
    {
        _runs.Clear();
        _outOfOrder.Clear();
        _own.Clear();
        _lastTrailSequence = 0;
        _lastOwn = 0;
    }
}
