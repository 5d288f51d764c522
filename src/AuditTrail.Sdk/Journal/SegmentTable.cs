namespace AuditTrail.Journal;

/// <summary>The segments in order of index, and up to where entries are durable and deleted. Changed by the writer, read by anyone without a lock.</summary>
internal sealed class SegmentTable(Segment[] segments, long durable, long deletedThrough)
{
    private Segment[] _segments = segments;
    private long _durable = durable;
    private long _deletedThrough = deletedThrough;

    public ReadOnlySpan<Segment> All => Volatile.Read(ref _segments);

    public long Durable
    {
        get => Volatile.Read(ref _durable);
        set => Volatile.Write(ref _durable, value);
    }

    public long DeletedThrough => Volatile.Read(ref _deletedThrough);

    public long Bytes
    {
        get
        {
            var sum = 0L;
            foreach (var segment in All)
            {
                sum += segment.Bytes;
            }

            return sum;
        }
    }

    public void Add(Segment segment) => Volatile.Write(ref _segments, [.. _segments, segment]);

    public void RemoveFirst(int count, long deletedThrough)
    {
        // In this order: a reader that no longer finds a segment then finds the reason.
        Volatile.Write(ref _deletedThrough, deletedThrough);
        Volatile.Write(ref _segments, _segments[count..]);
    }

    /// <summary>The segment that holds a sequence, and the last sequence that counts in it; null when it begins before all of them.</summary>
    public (Segment? Segment, long Through) Find(long sequence)
    {
        var all = All;
        for (var i = all.Length - 1; i >= 0; i--)
        {
            if (all[i].FirstSequence <= sequence)
            {
                return (all[i], i + 1 < all.Length ? all[i + 1].FirstSequence - 1 : long.MaxValue);
            }
        }

        return (null, all.Length > 0 ? all[0].FirstSequence - 1 : long.MaxValue);
    }
}
