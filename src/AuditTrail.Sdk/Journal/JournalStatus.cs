namespace AuditTrail.Journal;

/// <summary>A snapshot of the journal.</summary>
internal sealed record JournalStatus
{
    public required long DurableSequence { get; init; }

    public required long OldestSequence { get; init; }

    /// <summary>Bytes of all segments.</summary>
    public required long Bytes { get; init; }

    /// <summary>The most that the segments may take.</summary>
    public required long Budget { get; init; }

    /// <summary>Entries in memory that are not durable yet, and their bytes.</summary>
    public required long QueuedEvents { get; init; }

    public required long QueuedBytes { get; init; }

    /// <summary>Appends that were refused in this run.</summary>
    public required long Refused { get; init; }

    /// <summary>Appends whose callers were told that they are late, in this run.</summary>
    public required long Late { get; init; }

    /// <summary>Why nothing, or not everything, can be recorded at present; null when all is well.</summary>
    public required string? Problem { get; init; }
}
