namespace AuditTrail.Diagnostics;

/// <summary>One consistent snapshot of a recorder: journal and trails.</summary>
public sealed record RecorderStatus
{
    /// <summary>The recorder's name; empty for the default one.</summary>
    public required string Name { get; init; }

    /// <summary>The journal's life; empty before it was opened.</summary>
    public required Guid Stream { get; init; }

    /// <summary>Where the journal is: an absolute path, or "memory".</summary>
    public required string Location { get; init; }

    /// <summary>The number of the newest durable event; 0 when there is none.</summary>
    public required long DurableSequence { get; init; }

    /// <summary>Events that callers were told are lost, in this run. Each stands in a gap marker once one can be written.</summary>
    public required long Lost { get; init; }

    /// <summary>Events, in this run, that were still queued when their callers' wait limit passed.</summary>
    public long Late { get; init; }

    /// <summary>When the newest event was late or lost; null when none was, in this run.</summary>
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>Events in the queue that are not durable yet.</summary>
    public required long Queued { get; init; }

    /// <summary>Bytes of the journal's segments, and the most they may take.</summary>
    public required long JournalBytes { get; init; }

    /// <summary>The journal's byte budget.</summary>
    public required long JournalBudget { get; init; }

    /// <summary>Why nothing can be recorded at present; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Each trail, in the order of set-up.</summary>
    public required IReadOnlyList<TrailStatus> Trails { get; init; }
}
