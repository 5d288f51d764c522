using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Recording;

/// <summary>A recorder on a journal of its own, put together as hosting does it, without trails.</summary>
internal sealed class RecorderRig : IAsyncDisposable
{
    private readonly JournalGate _gate;
    private readonly GapLoop _gaps;
    private readonly RecorderMetrics _metrics;
    private readonly Attempts _attempts;
    private bool _disposed;

    public RecorderRig(IStorage? storage = null, JournalOptions? journal = null, RecorderSettings? settings = null, bool opensWithTheFirstEvent = false, TimeProvider? clock = null)
    {
        // The clock is the events' and the scopes'; what waits for the disk waits in real time.
        var time = TimeProvider.System;
        settings ??= clock is null ? Settings : Settings with { Events = new EventDefaults { Time = clock, Ids = new EventIdSource(clock) } };
        var markers = new TrailMarkers("", settings.Source, settings.Events, Logs);
        _gaps = new GapLoop("", markers, Ledger, Logs, time);
        _gate = new JournalGate(
            () =>
            {
                Open();
                return Task.CompletedTask;
            },
            time);
        _metrics = new RecorderMetrics(settings.Name, factory: null, () => throw new NotSupportedException());
        _attempts = new Attempts("", settings.Events, _metrics, Logs);
        var failures = new FailureDesk("", Ledger, _gaps.GapOpened, _metrics, Logs, time);
        Recorder = new AuditRecorder(settings, _gate, failures, _attempts.Open, _metrics, () => throw new NotSupportedException(), clock ?? time);
        Journal = AuditJournal.Open(storage ?? new MemoryStorage(), journal ?? new JournalOptions(), time, NullLogger.Instance);
        _attempts.Attach(Journal);
        if (!opensWithTheFirstEvent)
        {
            Open();
        }
    }

    public static RecorderSettings Settings { get; } =
        new() { Name = "", Source = "orders.example.com", Events = new EventDefaults { Time = TimeProvider.System, Ids = new EventIdSource(TimeProvider.System) } };

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
        using var reader = Journal.OpenReader(Math.Max(1, Journal.OldestSequence));
        while (reader.TryRead(out var entry))
        {
            all.Add((entry.Kind, AuditEvent.Parse(entry.Payload.Span)));
        }

        return all;
    }

    public IReadOnlyList<AuditEvent> ReadGaps() => [.. ReadAll().Where(item => item.Kind == FrameKind.Marker && item.Event.EventName == TrailEvents.GapName).Select(item => item.Event)];

    /// <summary>Waits until what earlier lives left is found and reported.</summary>
    public Task AttemptsAreSearchedAsync() => Eventually.IsTrueAsync(() => _attempts.IsSearched, "the journal is searched for attempts");

    public OpenAttempts OpenAttempts => _attempts.Open;

    /// <summary>Waits until the journal's writer has done what it was asked for before: it does one thing after the other.</summary>
    public async Task WriterIsIdleAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Journal.AppendAsync("{}"u8, FrameKind.Marker, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
    }

    /// <summary>Begins the search in a rig that is not open otherwise.</summary>
    public void StartAttempts() => _attempts.Start(Journal);

    /// <summary>The end of a process that nobody asked: nothing more is written.</summary>
    public async Task KillAsync()
    {
        await Journal.AbandonAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _gate.Close("The recorder was stopped.");
        await _attempts.StopAsync();
        await _gaps.StopAsync();
        await Journal.DisposeAsync();
        _attempts.Dispose();
        _gaps.Dispose();
        _metrics.Dispose();
    }

    private void Open()
    {
        _attempts.Start(Journal);
        _gaps.Attach(Journal);
        _gate.Attach(Journal);
    }
}
