using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>A batch that reads its events from the journal each time it is enumerated, so that its size costs no memory.</summary>
internal sealed class BatchView : IBatchSource
{
    private readonly JournalReader _reader;
    private readonly TrailSelector _selector;
    private readonly EventSplicer _splicer;
    private readonly IReadOnlyList<TrailMarker> _markers;
    private int _enumeration;
    private volatile bool _ended;
    private volatile bool _damaged;

    public BatchView(BatchSpan span, IReadOnlyList<TrailMarker> markers, TrailSelector selector, JournalReader reader, EventSplicer splicer)
    {
        Span = span;
        _markers = markers;
        _selector = selector;
        _reader = reader;
        _splicer = splicer;
    }

    public BatchSpan Span { get; }

    public int Count => Span.Count;

    public long Bytes => Span.Bytes;

    /// <summary>The journal does not hold any more what the plan found: this batch can never be delivered as it is.</summary>
    public bool IsDamaged => _damaged;

    public IEnumerator<BatchedEvent> Enumerate()
    {
        var enumeration = ++_enumeration;
        var index = 0;
        for (; index < Span.Markers; index++)
        {
            Check(enumeration);
            var trailSequence = Span.FirstTrailSequence + index;
            yield return new BatchedEvent(index, 0, trailSequence, _markers[index].Time, _splicer.Splice(_markers[index], trailSequence));
        }

        Check(enumeration);
        _reader.Seek(Span.First);
        while (index < Span.Count)
        {
            Check(enumeration);
            var entry = Read();
            if (_selector.Selects(entry))
            {
                var trailSequence = Span.FirstTrailSequence + index;
                yield return new BatchedEvent(index, entry.Sequence, trailSequence, entry.Time, _splicer.Splice(entry, trailSequence));
                index++;
            }
        }
    }

    /// <summary>The sink's call is over: whoever still enumerates gets an exception instead of other events.</summary>
    public void End() => _ended = true;

    private JournalEntry Read()
    {
        if (_reader.TryRead(out var entry) && !entry.IsLost && entry.Sequence <= Span.Last)
        {
            return entry;
        }

        _damaged = true;
        throw new BatchDamagedException($"The journal no longer holds all of the events {Span.First} to {Span.Last}.");
    }

    private void Check(int enumeration)
    {
        if (_ended)
        {
            throw new InvalidOperationException("A batch is valid only until the sink's call ends: copy what is needed later.");
        }

        if (enumeration != _enumeration)
        {
            throw new InvalidOperationException("A batch is enumerated once at a time: the enumeration that began later is the valid one.");
        }
    }
}
