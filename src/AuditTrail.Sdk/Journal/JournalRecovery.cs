namespace AuditTrail.Journal;

/// <summary>What opening a journal found.</summary>
internal sealed record JournalRecovery
{
    /// <summary>Grows by one with every opening.</summary>
    public required long Epoch { get; init; }

    /// <summary>Losses that opening found and no durable marker tells of yet; each one comes again at the next opening until it is acknowledged.</summary>
    public required IReadOnlyList<JournalLoss> Losses { get; init; }

    /// <summary>Entries behind the last acknowledged one that were complete and were kept by writing them again.</summary>
    public required long Reappended { get; init; }

    /// <summary>True when an unfinished write lay at the end; nobody was told that it is recorded, so its removal is no loss.</summary>
    public required bool TornTail { get; init; }
}
