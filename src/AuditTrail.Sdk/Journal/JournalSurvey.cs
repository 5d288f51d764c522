using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>What lies in a journal's directory, read without changing anything (FORMAT.md, What counts).</summary>
internal sealed class JournalSurvey
{
    private JournalSurvey(HeadSlot? head, List<SegmentScan> segments, List<string> strays, List<string> unfinished, long lastIndex)
    {
        Segments = segments;
        Strays = strays;
        Unfinished = unfinished;
        LastIndex = lastIndex;
        Head = head;
        Stream = ChooseStream();
        if (Head is { } slot && slot.Stream != Stream)
        {
            Head = null;
        }

        foreach (var foreign in segments.Where(segment => segment.Stream is { } stream && stream != Stream).ToArray())
        {
            segments.Remove(foreign);
            strays.Add(foreign.Name);
        }

        RemoveCopies();
    }

    /// <summary>HEAD, if it belongs to this journal.</summary>
    public HeadSlot? Head { get; }

    /// <summary>Segments that count, by index.</summary>
    public List<SegmentScan> Segments { get; }

    /// <summary>Segments that nothing counts of any more: superseded, or deleted on purpose.</summary>
    public List<SegmentScan> Superseded { get; } = [];

    /// <summary>Files that are no segment of this journal, or not recognisable as one.</summary>
    public List<string> Strays { get; }

    /// <summary>Segments whose creation was not finished.</summary>
    public List<string> Unfinished { get; }

    public Guid Stream { get; }

    public long LastIndex { get; }

    public long DeletedThrough { get; private set; }

    /// <summary>The highest sequence that was acknowledged as durable, as far as anything here knows.</summary>
    public long Durable { get; private set; }

    /// <summary>The last sequence that continues <see cref="Durable"/> without a hole.</summary>
    public long Kept { get; private set; }

    public bool TornTail { get; private set; }

    public static JournalSurvey Of(IStorage storage, HeadSlot? head, long verifyBytes, long knownDurable)
    {
        List<SegmentScan> segments = [];
        List<string> strays = [], unfinished = [];
        var lastIndex = 0L;
        foreach (var name in storage.List())
        {
            if (SegmentName.TryParseTemporary(name, out var index))
            {
                unfinished.Add(name);
            }
            else if (SegmentName.TryParse(name, out index))
            {
                using var file = storage.Open(name);
                if (SegmentScan.TryIdentify(file, name, index) is { } segment)
                {
                    segments.Add(segment);
                    lastIndex = Math.Max(lastIndex, segment.Index);
                }
                else
                {
                    strays.Add(name);
                }
            }

            lastIndex = Math.Max(lastIndex, index);
        }

        var survey = new JournalSurvey(head, segments, strays, unfinished, lastIndex);
        survey.ApplyLimits();
        survey.Verify(storage, verifyBytes);
        survey.Conclude(knownDurable);
        return survey;
    }

    /// <summary>Acknowledged sequences that no segment holds.</summary>
    public IEnumerable<(long From, long To, SegmentScan? In)> Missing()
    {
        var next = DeletedThrough + 1;
        SegmentScan? current = null;
        foreach (var segment in Segments)
        {
            foreach (var run in segment.Counting())
            {
                if (run.From > next && next <= Durable)
                {
                    yield return (next, Math.Min(run.From - 1, Durable), run.From > segment.FirstSequence && segment.FirstSequence <= next ? segment : current);
                }

                next = Math.Max(next, run.To + 1);
            }

            current = segment;
        }

        if (next <= Durable)
        {
            yield return (next, Durable, current);
        }
    }

    /// <summary>True when this segment lacks no acknowledged sequence that it should hold.</summary>
    public bool IsWhole(SegmentScan segment)
    {
        var last = Math.Min(segment.Limit, Durable);
        return segment.IsVerified
            && (last < segment.FirstSequence || segment.Counting().Any(run => run.From == segment.FirstSequence && run.To >= last));
    }

    private Guid ChooseStream()
    {
        var streams = Segments.Where(static segment => segment.Stream is not null).Select(static segment => segment.Stream.GetValueOrDefault()).ToArray();
        if (Head is { } head && (streams.Length == 0 || streams.Contains(head.Stream)))
        {
            return head.Stream;
        }

        return streams.GroupBy(static stream => stream).OrderByDescending(static group => group.Count()).Select(static group => group.Key).FirstOrDefault();
    }

    private void RemoveCopies()
    {
        Segments.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        foreach (var copies in Segments.GroupBy(static segment => segment.Index).Where(static group => group.Count() > 1).ToArray())
        {
            var kept = copies.FirstOrDefault(static copy => copy.Name == SegmentName.Of(copy.Index)) ?? copies.First();
            foreach (var copy in copies.Where(copy => copy != kept))
            {
                Segments.Remove(copy);
                Strays.Add(copy.Name);
            }
        }
    }

    private void ApplyLimits()
    {
        DeletedThrough = Head?.DeletedThrough ?? (Segments.Count > 0 ? Segments.Min(static segment => segment.FirstSequence) - 1 : 0);
        var below = long.MaxValue;
        for (var i = Segments.Count - 1; i >= 0; i--)
        {
            var segment = Segments[i];
            segment.Limit = below == long.MaxValue ? long.MaxValue : below - 1;
            below = Math.Min(below, segment.FirstSequence);
        }
    }

    private void Verify(IStorage storage, long budget)
    {
        for (var i = Segments.Count - 1; i >= 0; i--)
        {
            var segment = Segments[i];
            if (i == Segments.Count - 1 || budget > 0)
            {
                using var file = storage.Open(segment.Name);
                segment.Verify(file);
                budget -= segment.Length;
            }

            if (segment.Limit < segment.FirstSequence || segment.Limit <= DeletedThrough)
            {
                Segments.RemoveAt(i);
                Superseded.Add(segment);
            }
        }
    }

    private void Conclude(long knownDurable)
    {
        Durable = Math.Max(knownDurable, Math.Max(DeletedThrough, Head?.Durable ?? 0));
        foreach (var segment in Segments.Concat(Superseded))
        {
            Durable = Math.Max(Durable, Math.Max(segment.Durable, segment.FirstSequence - 1));
        }

        Kept = Durable;
        foreach (var run in Segments.SelectMany(static segment => segment.Counting()).Where(run => run.To > Durable))
        {
            if (run.From <= Kept + 1)
            {
                Kept = run.To;
            }
            else
            {
                TornTail = true;
            }
        }

        TornTail |= Segments.Count > 0 && Segments[^1].Damage.Any(damage => damage.Offset + damage.Length == Segments[^1].Length);
    }
}
