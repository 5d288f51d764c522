using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>Dead letters that are offered again; read from their file each time.</summary>
internal sealed class DeadLetterBatch : IBatchSource
{
    private readonly DeadLetterFile _file;
    private readonly List<DeadLetterLine> _lines = [];

    public DeadLetterBatch(DeadLetterFile file, DeadLetterKey first)
    {
        _file = file;
        Stream = first.Stream;
        Epoch = first.Epoch;
    }

    public Guid Stream { get; }

    public long Epoch { get; }

    public IReadOnlyList<DeadLetterLine> Lines => _lines;

    public int Count => _lines.Count;

    public long Bytes { get; private set; }

    public bool IsDamaged => false;

    /// <summary>Takes a letter in, if it belongs to the same numbering and still fits.</summary>
    public bool TryAdd(DeadLetterLine line, in DeadLetter letter, SinkLimits limits)
    {
        var bytes = Bytes + letter.Event.Length;
        if (letter.Key.Stream != Stream || letter.Key.Epoch != Epoch)
        {
            return false;
        }

        if (Count > 0 && (Count >= limits.MaxEvents || bytes + ((long)limits.OverheadPerEvent * (Count + 1)) > limits.MaxBytes))
        {
            return false;
        }

        _lines.Add(line);
        Bytes = bytes;
        return true;
    }

    public IEnumerator<BatchedEvent> Enumerate()
    {
        using var reader = _file.OpenLines(_lines[0].Offset);
        var index = 0;
        while (index < Count && reader.TryRead(out var line, out var content))
        {
            if (line == _lines[index] && DeadLetter.TryParse(content, out var letter))
            {
                yield return new BatchedEvent(index, letter.Sequence, letter.Key.TrailSequence, letter.Time, letter.Event);
                index++;
            }
        }
    }
}
