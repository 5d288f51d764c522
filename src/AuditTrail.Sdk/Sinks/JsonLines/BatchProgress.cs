namespace AuditTrail.Sinks.JsonLines;

/// <summary>What of a batch has been handed to the writer and is not yet known to be durable.</summary>
internal sealed class BatchProgress(bool isReplay)
{
    /// <summary>Replayed dead letters lie behind the trail's position and do not move it.</summary>
    public bool IsReplay => isReplay;

    public long LastSequence { get; private set; }

    public long LastTrailSequence { get; private set; }

    /// <summary>Sequence and trail sequence of the replayed events.</summary>
    public List<(long Sequence, long TrailSequence)> Replayed { get; } = [];

    public void Add(long sequence, long trailSequence)
    {
        LastSequence = sequence;
        LastTrailSequence = trailSequence;
        if (isReplay)
        {
            Replayed.Add((sequence, trailSequence));
        }
    }
}
