using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>Reads ahead in the journal to find where the next batch ends. Grows while events come in; holds numbers, no events.</summary>
internal sealed class BatchPlan
{
    private readonly TrailSelector _selector;
    private readonly SinkLimits _limits;
    private readonly EventSplicer _splicer;
    private readonly long _firstTrailSequence;
    private readonly long _first;
    private readonly long _longestSpan;
    private readonly int _markers;
    private long _last;
    private int _count;
    private long _bytes;
    private long _size;

    public BatchPlan(TrailProgress progress, TrailSelector selector, SinkLimits limits, EventSplicer splicer, int longestSpan)
    {
        _selector = selector;
        _limits = limits;
        _splicer = splicer;
        _longestSpan = longestSpan;
        _firstTrailSequence = progress.TrailSequence + 1;
        _first = progress.Position + 1;
        _last = progress.Position;
        foreach (var marker in progress.Markers)
        {
            if (!TryAdd(_splicer.Splice(marker, NextTrailSequence).Length))
            {
                return;
            }

            _markers++;
        }
    }

    /// <summary>Nothing more fits, or nothing more may follow: the batch is as large as it will be.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The damaged or missing range that follows directly; null when none was met.</summary>
    public JournalEntry? Loss { get; private set; }

    public bool IsEmpty => _last < _first && _count == 0;

    public BatchSpan Span => new()
    {
        Markers = _markers,
        First = _first,
        Last = _last,
        FirstTrailSequence = _firstTrailSequence,
        Count = _count,
        Bytes = _bytes,
    };

    private long NextTrailSequence => _firstTrailSequence + _count;

    /// <summary>Takes in what has become durable since the last call.</summary>
    public void Extend(LookAhead journal)
    {
        while (!IsComplete && journal.TryPeek(out var entry))
        {
            if (entry.IsLost)
            {
                Loss = entry;
                IsComplete = true;
            }
            else if (!_selector.Selects(entry) || TryAdd(_splicer.Splice(entry, NextTrailSequence).Length))
            {
                journal.Take();
                _last = entry.Sequence;
                IsComplete |= _count >= _limits.MaxEvents || _last - _first + 1 >= _longestSpan;
            }
        }
    }

    private bool TryAdd(int bytes)
    {
        var size = _size + bytes + _limits.OverheadPerEvent;

        // An event that is too large for any batch goes alone: the sink rejects it or splits it, and the trail goes on.
        if (_count >= _limits.MaxEvents || (_count > 0 && size > _limits.MaxBytes))
        {
            IsComplete = true;
            return false;
        }

        _size = size;
        _bytes += bytes;
        _count++;
        return true;
    }
}
