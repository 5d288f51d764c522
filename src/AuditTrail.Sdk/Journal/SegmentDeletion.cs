namespace AuditTrail.Journal;

/// <summary>Deletes whole segments that no cursor needs any more: first HEAD says so, then the files go. <see cref="Release"/> is thread-safe, the rest is the writer's.</summary>
internal sealed class SegmentDeletion(JournalState state)
{
    private readonly Queue<Segment> _leftOver = new();
    private long _released;
    private volatile JournalHold? _hold;

    /// <summary>Bytes of files that could not be deleted yet.</summary>
    public long LeftOverBytes { get; private set; }

    /// <summary>Set once, before anything is released.</summary>
    public void Hold(JournalHold hold) => _hold = hold;

    /// <returns>True when there may be something to delete.</returns>
    public bool Release(long through)
    {
        while (true)
        {
            var released = Volatile.Read(ref _released);
            if (through <= released)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _released, through, released) == released)
            {
                var segments = state.Table.All;
                return segments.Length > 1 && segments[1].FirstSequence - 1 <= through;
            }
        }
    }

    /// <exception cref="IOException">Not everything could be deleted; another call tries again.</exception>
    public void Run()
    {
        var segments = state.Table.All;
        var count = Unheld(segments, Unneeded(segments, Volatile.Read(ref _released)));
        if (count > 0)
        {
            var through = segments[count].FirstSequence - 1;

            // The other order would turn a crash in between into an alarm about missing entries.
            state.Head.WriteBoth(state.HeadSlot() with { DeletedThrough = through });
            foreach (var segment in segments[..count])
            {
                _leftOver.Enqueue(segment);
                LeftOverBytes += segment.Bytes;
            }

            state.Table.RemoveFirst(count, through);
            state.Losses.Forget(through);
        }

        DeleteFiles();
    }

    /// <summary>How many segments hold nothing beyond an entry.</summary>
    private static int Unneeded(ReadOnlySpan<Segment> segments, long through)
    {
        var count = 0;
        while (count + 1 < segments.Length && segments[count + 1].FirstSequence - 1 <= through)
        {
            count++;
        }

        return count;
    }

    private int Unheld(ReadOnlySpan<Segment> segments, int count)
    {
        if (count == 0 || _hold is not { } hold || hold.Look() is var held && held.From >= segments[count].FirstSequence)
        {
            return count;
        }

        if (held.IsFirm || state.Table.Bytes + LeftOverBytes <= state.Budget / 2)
        {
            return Unneeded(segments[..(count + 1)], held.From - 1);
        }

        hold.GiveUp(segments[count].FirstSequence - 1);
        return count;
    }

    private void DeleteFiles()
    {
        if (_leftOver.Count == 0)
        {
            return;
        }

        // The oldest first: whatever ends this early, what stays has no hole.
        while (_leftOver.TryPeek(out var segment))
        {
            state.Storage.Delete(segment.Name);
            LeftOverBytes -= segment.Bytes;
            _leftOver.Dequeue();
        }

        state.Storage.SyncDirectory();
    }
}
