using System.Diagnostics.CodeAnalysis;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>This library's recorder and journal without trails, as the others deliver nothing either. Not the public way: that has always a trail.</summary>
internal sealed class JournalRecorder : IDisposable
{
    private readonly AuditJournal _journal;

    [SuppressMessage("Reliability", "CA2000", Justification = "The recorder owns nothing.")]
    public JournalRecorder(IStorage storage)
    {
        var time = TimeProvider.System;
        var logger = NullLogger.Instance;
        _journal = AuditJournal.Open(storage, new JournalOptions(), time, logger);
        var gate = new JournalGate(() => Task.CompletedTask, time);
        gate.Attach(_journal);
        var settings = new RecorderSettings
        {
            Name = "",
            Source = SampleEvent.Source,
            Events = new EventDefaults { Time = time, Ids = new EventIdSource(time) },
            WaitLimit = TimeSpan.FromMinutes(1),
        };
        var failures = new FailureDesk("", new LossLedger(), () => { }, metrics: null, logger, time);
        Recorder = new AuditRecorder(settings, gate, failures, new OpenAttempts("", logger), metrics: null, () => throw new NotSupportedException(), time);
    }

    public IAuditRecorder Recorder { get; }

    /// <summary>Lets the journal delete what is durable, as trails do when they have delivered.</summary>
    public void Release() => _journal.Release(_journal.DurableSequence);

    public void Dispose() => _journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
