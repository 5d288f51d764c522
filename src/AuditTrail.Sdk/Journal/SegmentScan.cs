using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>What one segment file holds.</summary>
internal sealed record SegmentScan
{
    public required string Name { get; init; }

    public required long Index { get; init; }

    public required long FirstSequence { get; init; }

    public required uint Seed { get; init; }

    /// <summary>The file's length.</summary>
    public required long Length { get; init; }

    /// <summary>Null when the header is lost.</summary>
    public Guid? Stream { get; init; }

    public long Epoch { get; init; }

    /// <summary>False: only the header was read, the frames are verified when somebody reads them.</summary>
    public bool IsVerified { get; private set; }

    public List<FrameRun> Runs { get; } = [];

    public List<DamagedBytes> Damage { get; } = [];

    /// <summary>The highest sequence that a frame says was durable.</summary>
    public long Durable { get; private set; }

    /// <summary>Where the last whole frame ends.</summary>
    public long End { get; private set; } = SegmentHeader.Size;

    /// <summary>The last sequence that counts here: later segments supersede the rest. Set by <see cref="JournalSurvey"/>.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Reads header or, if that is lost, what the first frame tells of it; null when neither is whole.</summary>
    public static SegmentScan? TryIdentify(IStorageFile file, string name, long indexOfName)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size + FrameHeader.Size];
        bytes = bytes[..file.Read(bytes, 0)];
        if (SegmentHeader.TryParse(bytes, out var header))
        {
            return new SegmentScan
            {
                Name = name, Index = header.Index, FirstSequence = header.FirstSequence, Seed = header.Seed, Length = file.Length, Stream = header.Stream, Epoch = header.Epoch,
            };
        }

        if (bytes.Length < SegmentHeader.Size + FrameHeader.Size)
        {
            return null;
        }

        var seed = FrameHeader.SeedOf(bytes[SegmentHeader.Size..]);
        var cursor = new FrameCursor(file, seed) { Limit = file.Length };
        return cursor.TryFrame(SegmentHeader.Size, verify: true, out var first)
            ? new SegmentScan { Name = name, Index = indexOfName, FirstSequence = first.Sequence, Seed = seed, Length = file.Length }
            : null;
    }

    /// <summary>Checks every frame. Terminates on any bytes, and allocates no more than the largest frame.</summary>
    public void Verify(IStorageFile file)
    {
        IsVerified = true;
        var cursor = new FrameCursor(file, Seed) { Limit = Length };
        var last = FirstSequence - 1;
        var at = (long)SegmentHeader.Size;
        while (at < Length)
        {
            if (cursor.TryFrame(at, verify: true, out var frame) && frame.Sequence > last)
            {
                Durable = Math.Max(Durable, frame.Durable);
                last = Include(frame, at, last);
                at += frame.FrameLength;
                End = at;
                continue;
            }

            if (cursor.IsZeroFrom(at))
            {
                break;
            }

            var next = cursor.Find(at + 8, last + 1, long.MaxValue);
            Damage.Add(new DamagedBytes(at, (next < 0 ? Length : next) - at));
            if (next < 0)
            {
                break;
            }

            at = next;
        }
    }

    /// <summary>The part of a run that counts.</summary>
    public IEnumerable<FrameRun> Counting() =>
        IsVerified
            ? Runs.Where(run => run.From <= Limit).Select(run => run with { To = Math.Min(run.To, Limit) })
            : [new FrameRun(FirstSequence, Limit, SegmentHeader.Size)];

    private long Include(FrameHeader frame, long at, long last)
    {
        if (frame.Kind == FrameKind.Seal)
        {
            return last;
        }

        // Damage may lie between two frames without a sequence missing; a run has no such bytes inside, so that it can be walked.
        if (Runs.Count > 0 && Runs[^1].To + 1 == frame.Sequence && at == End)
        {
            Runs[^1] = Runs[^1] with { To = frame.Sequence };
        }
        else
        {
            Runs.Add(new FrameRun(frame.Sequence, frame.Sequence, at));
        }

        return frame.Sequence;
    }
}
