namespace AuditTrail.Journal;

/// <summary>Keeps entries from being deleted that the trails have released. Called by the writer, so neither may block or throw.</summary>
/// <param name="Look">Says what is needed, each time that segments could be deleted.</param>
/// <param name="GiveUp">Told the last entry that is deleted all the same, since the journal needs the room.</param>
internal sealed record JournalHold(Func<HeldEntries> Look, Action<long> GiveUp);
