namespace AuditTrail.Delivery;

/// <summary>What the status says about how a trail fares. Written by the trail's loop, read by anyone.</summary>
internal sealed class TrailHealth
{
    private string? _sinkProblem;
    private string? _loopProblem;
    private StrongBox? _lastDelivery;

    public string? Problem => Volatile.Read(ref _sinkProblem) ?? Volatile.Read(ref _loopProblem);

    public DateTimeOffset? LastDelivery => Volatile.Read(ref _lastDelivery)?.Time;

    /// <summary>True while the sink's last attempt failed.</summary>
    public bool SinkFails => Volatile.Read(ref _sinkProblem) is not null;

    /// <summary>True while the loop itself cannot go on: a disk, or our own bug.</summary>
    public bool LoopFails => Volatile.Read(ref _loopProblem) is not null;

    public void SinkFailed(string problem) => Volatile.Write(ref _sinkProblem, problem);

    public void SinkAnswered(DateTimeOffset time)
    {
        Volatile.Write(ref _sinkProblem, null);
        Volatile.Write(ref _lastDelivery, new StrongBox(time));
    }

    public void LoopFailed(string problem) => Volatile.Write(ref _loopProblem, problem);

    public void LoopGoesOn()
    {
        if (_loopProblem is not null)
        {
            Volatile.Write(ref _loopProblem, null);
        }
    }

    // A nullable DateTimeOffset is too large to be read in one piece.
    private sealed record StrongBox(DateTimeOffset Time);
}
