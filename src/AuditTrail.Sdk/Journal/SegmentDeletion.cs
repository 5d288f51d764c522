namespace AuditTrail.Journal;

/// <summary>Deletes whole segments that no cursor needs any more: first HEAD says so, then the files go. <see cref="Release"/> is thread-safe, the rest is the writer's.</summary>
internal sealed class SegmentDeletion(JournalState state)
{
    private readonly Queue<Segment> _leftOver = new();
    private long _released;

    /// <summary>Bytes of files that could not be deleted yet.</summary>
    public long LeftOverBytes { get; private set; }

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
        var released = Volatile.Read(ref _released);
        var segments = state.Table.All;
        var count = 0;
        while (count + 1 < segments.Length && segments[count + 1].FirstSequence - 1 <= released)
        {
            count++;
        }

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
