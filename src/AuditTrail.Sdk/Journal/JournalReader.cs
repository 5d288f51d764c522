using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>Reads entries in order, never beyond what is durable. Not thread-safe; any number of readers may run beside the writer.</summary>
internal sealed class JournalReader : IDisposable
{
    private const int MarkBytes = 64 << 10;

    private readonly AuditJournal _journal;
    private readonly IStorage _storage;
    private readonly SegmentTable _table;
    private Segment? _segment;
    private IStorageFile? _file;
    private FrameCursor? _frames;
    private long _position;

    // Frames that were passed in this segment, one in each MarkBytes: a sink that enumerates its batch again must not cost the segment from its start.
    private readonly List<(long Sequence, long Position)> _marks = [];

    internal JournalReader(AuditJournal journal, IStorage storage, SegmentTable table, long fromSequence)
    {
        _journal = journal;
        _storage = storage;
        _table = table;
        NextSequence = Math.Max(1, fromSequence);
    }

    /// <summary>The number that the next entry will have.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Returns the next entry, or a loss where entries are missing; false at the durable end.</summary>
    /// <exception cref="IOException">The disk could not be read; the position stays.</exception>
    public bool TryRead(out JournalEntry entry)
    {
        var durable = _table.Durable;
        if (NextSequence > durable)
        {
            entry = default;
            return false;
        }

        entry = ReadNext(durable);
        NextSequence = entry.ThroughSequence + 1;
        return true;
    }

    /// <summary>Goes to a sequence: forward within a segment costs a look at the headers in between, back to where it was before at most those of 64 KiB.</summary>
    public void Seek(long sequence)
    {
        sequence = Math.Max(1, sequence);
        _position = sequence < NextSequence ? MarkBefore(sequence) : Math.Max(_position, MarkBefore(sequence));
        NextSequence = sequence;
    }

    public void Dispose() => CloseFile();

    private JournalEntry ReadNext(long durable)
    {
        if (NextSequence <= _table.DeletedThrough)
        {
            return JournalEntry.Lost(NextSequence, _table.DeletedThrough);
        }

        var (segment, through) = _table.Find(NextSequence);
        through = Math.Min(through, durable);
        if (segment is null)
        {
            return JournalEntry.Lost(NextSequence, through);
        }

        return TryOpen(segment) is { } frames ? ReadFrame(segment, frames, through) : FileIsGone(segment, through);
    }

    private JournalEntry ReadFrame(Segment segment, FrameCursor frames, long through)
    {
        frames.Limit = segment.Bytes;
        var from = _position;
        while (frames.TryFrame(_position, verify: false, out var frame) && frame.Sequence < NextSequence)
        {
            Pass(frame);
        }

        if (TryTake(frames, out var entry))
        {
            return entry;
        }

        // From where the walk began: it trusted lengths, and behind damage a frame may begin before the length of the one in front of it says.
        var found = frames.Find(from, NextSequence, through);
        var damagedAt = found < 0 ? _position : Math.Min(_position, found);
        if (found >= 0)
        {
            _position = found;
            if (TryTake(frames, out entry))
            {
                return entry;
            }

            frames.TryFrame(found, verify: false, out var next);
            through = next.Sequence - 1;
        }

        _journal.ReportDamage(segment, new DamagedBytes(damagedAt, (found < 0 ? segment.Bytes : found) - damagedAt), NextSequence, through);
        return JournalEntry.Lost(NextSequence, through);
    }

    private bool TryTake(FrameCursor frames, out JournalEntry entry)
    {
        if (frames.TryFrame(_position, verify: true, out var frame) && frame.Sequence == NextSequence && frame.Kind != FrameKind.Seal)
        {
            entry = new JournalEntry(
                frame.Kind, frame.Sequence, frame.Sequence, NanoTime.ToTime(frame.TimeNanoseconds), frame.Flags, frames.PayloadAt(_position, frame));
            Pass(frame);
            return true;
        }

        entry = default;
        return false;
    }

    private void Pass(FrameHeader frame)
    {
        if (_position >= (_marks.Count > 0 ? _marks[^1].Position : SegmentHeader.Size) + MarkBytes)
        {
            _marks.Add((frame.Sequence, _position));
        }

        _position += frame.FrameLength;
    }

    private long MarkBefore(long sequence)
    {
        var (from, to) = (0, _marks.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _marks[middle].Sequence <= sequence ? (middle + 1, to) : (from, middle);
        }

        return from > 0 ? _marks[from - 1].Position : SegmentHeader.Size;
    }

    private JournalEntry FileIsGone(Segment segment, long through)
    {
        if (NextSequence > _table.DeletedThrough)
        {
            _journal.ReportDamage(segment, default, NextSequence, through);
        }

        return JournalEntry.Lost(NextSequence, through);
    }

    private FrameCursor? TryOpen(Segment segment)
    {
        if (_segment == segment && _frames is not null)
        {
            return _frames;
        }

        CloseFile();
        try
        {
            _file = _storage.Open(segment.Name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        _segment = segment;
        _position = SegmentHeader.Size;
        return _frames = new FrameCursor(_file, segment.Seed);
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
        _segment = null;
        _frames = null;
        _marks.Clear();
    }
}
