namespace AuditTrail.Recording;

/// <summary>How one event is recorded; what is null is as the recorder was set up.</summary>
public readonly record struct RecordOptions
{
    /// <summary>What has to be true before the call completes.</summary>
    public AuditGuarantee? Guarantee { get; init; }

    /// <summary>How long the caller waits at most; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</summary>
    /// <value>Zero or more; null, the default: as the recorder was set up, 2 seconds unless changed.</value>
    public TimeSpan? WaitLimit { get; init; }

    /// <summary>What the caller sees when the event could not be recorded in that time.</summary>
    public RecordFailurePolicy? OnFailure { get; init; }

    /// <summary>Whether the event announces a deed or says how one ended; the event then needs a <c>sharedEventID</c>.</summary>
    /// <value>Default: <see cref="RecordPhase.None"/>.</value>
    public RecordPhase Phase { get; init; }
}
