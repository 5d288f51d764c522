using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using AuditTrail.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Recording;

/// <summary>A recorder on a journal of its own, put together as hosting does it, without trails.</summary>
internal sealed class RecorderRig : IAsyncDisposable
{
    private readonly JournalGate _gate;
    private readonly GapLoop _gaps;
    private readonly RecorderMetrics _metrics;

    public RecorderRig(IStorage? storage = null, JournalOptions? journal = null, RecorderSettings? settings = null, bool opensWithTheFirstEvent = false)
    {
        var time = TimeProvider.System;
        var defaults = new EventDefaults { Time = time, Ids = new EventIdSource(time) };
        settings ??= new RecorderSettings { Name = "", Source = "orders.example.com", Events = defaults };
        var markers = new TrailMarkers("", settings.Source, settings.Events, Logs);
        _gaps = new GapLoop("", markers, Ledger, Logs, time);
        _gate = new JournalGate(
            () =>
            {
                Open();
                return Task.CompletedTask;
            },
            time);
        _metrics = new RecorderMetrics("", factory: null, () => throw new NotSupportedException());
        var failures = new FailureDesk("", Ledger, _gaps.GapOpened, _metrics, Logs, time);
        Recorder = new AuditRecorder(settings, _gate, failures, _metrics, () => throw new NotSupportedException(), time);
        Journal = AuditJournal.Open(storage ?? new MemoryStorage(), journal ?? new JournalOptions(), time, NullLogger.Instance);
        if (!opensWithTheFirstEvent)
        {
            Open();
        }
    }

    public AuditRecorder Recorder { get; }

    public AuditJournal Journal { get; }

    public LossLedger Ledger { get; } = new();

    public CollectingLogs Logs { get; } = new();

    public static AuditEventBuilder Refund(long number = 0) =>
        AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("alice")).Request("number", number);

    /// <summary>What is durable, in order.</summary>
    public IReadOnlyList<(FrameKind Kind, AuditEvent Event)> ReadAll()
    {
        var all = new List<(FrameKind, AuditEvent)>();
        using var reader = Journal.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            all.Add((entry.Kind, AuditEvent.Parse(entry.Payload.Span)));
        }

        return all;
    }

    public IReadOnlyList<AuditEvent> ReadGaps() => [.. ReadAll().Where(item => item.Kind == FrameKind.Marker && item.Event.EventName == TrailEvents.GapName).Select(item => item.Event)];

    public async ValueTask DisposeAsync()
    {
        _gate.Close("The recorder was stopped.");
        await _gaps.StopAsync();
        await Journal.DisposeAsync();
        _gaps.Dispose();
        _metrics.Dispose();
    }

    private void Open()
    {
        _gaps.Attach(Journal);
        _gate.Attach(Journal);
    }
}
