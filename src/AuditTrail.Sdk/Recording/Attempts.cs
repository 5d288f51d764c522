using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>Announced deeds: those of this life that go on, and those of earlier lives that nobody ended.</summary>
internal sealed class Attempts(string recorder, EventDefaults defaults, RecorderMetrics metrics, ILogger logger) : IDisposable
{
    private readonly AbandonedAttempts _abandoned = new(recorder, defaults, metrics, logger);
    private long _found;

    public OpenAttempts Open { get; } = new(recorder, logger);

    /// <summary>Whether what earlier lives left is found and reported.</summary>
    public bool IsSearched => _abandoned.Held == HeldEntries.None;

    /// <summary>To be called with a journal that was just opened: before anything is deleted from it or appended to it.</summary>
    public void Attach(AuditJournal journal)
    {
        _found = journal.DurableSequence;
        _abandoned.Attach(journal);
        journal.Hold(new JournalHold(() => _abandoned.Held.And(Open.Held(journal.DurableSequence)), Open.GiveUp));
    }

    /// <summary>Begins to look for what earlier lives have left.</summary>
    public void Start(AuditJournal journal) => _abandoned.Start(journal, _found);

    public Task StopAsync() => _abandoned.StopAsync();

    public void Dispose() => _abandoned.Dispose();
}
