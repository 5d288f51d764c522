using System.Diagnostics.Metrics;
using AuditTrail.Diagnostics;
using AuditTrail.Recording;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Hosting;

/// <summary>One recorder from the host's start, or its first event, to its end. Thread-safe.</summary>
/// <remarks>
/// Opening: (1) see that no other recorder has the directory; (2) take it, open the journal, start the trails; (3) append the markers of the start and
/// of losses, which reach the trails because these run; (4) let events in. Closing is the way back: (1) let no event in; (2) the last markers;
/// (3) trails deliver for a bounded time, the journal is closed and its directory free.
/// </remarks>
internal sealed class RecorderRuntime : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan RetryOpeningAfter = TimeSpan.FromSeconds(1);

    private readonly RecorderSetup _setup;
    private readonly RecorderSet _recorders;
    private readonly HostFacts _host;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _for;
    private readonly JournalGate _gate;
    private readonly LossLedger _ledger = new();
    private readonly TrailMarkers _markers;
    private readonly GapLoop _gaps;
    private readonly Attempts _attempts;
    private readonly RecorderMetrics _metrics;
    private readonly DeliveryMetrics _deliveryMetrics;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();

    // Under the lock.
    private Task? _opening;
    private long _openingFailed;
    private Task? _closing;

    // Written by the one opening, read by everybody.
    private volatile OpenRecorder? _open;
    private volatile string? _problem;

    public RecorderRuntime(RecorderSetup setup, RecorderSet recorders, HostFacts host, IMeterFactory? meters, ILoggerFactory loggers, TimeProvider time)
    {
        _setup = setup;
        _recorders = recorders;
        _host = host;
        _logger = new UnfailingLogger(loggers.CreateLogger(Log.Category));
        _time = time;
        _for = AuditRecorder.For(Name);
        _gate = new JournalGate(OpenAsync, time);
        _markers = new TrailMarkers(_for, setup.Settings.Source, setup.Settings.Events, _logger);
        _gaps = new GapLoop(_for, _markers, _ledger, _logger, time);
        _metrics = new RecorderMetrics(Name, meters, GetStatus);
        _deliveryMetrics = new DeliveryMetrics(Name, meters);
        _attempts = new Attempts(_for, setup.Settings.Events, _metrics, _logger);
        var failures = new FailureDesk(_for, _ledger, _gaps.GapOpened, _metrics, _logger, time);
        Recorder = new AuditRecorder(setup.Settings, _gate, failures, _attempts.Open, _metrics, GetStatus, time);
    }

    public string Name => _setup.Settings.Name;

    public RecorderDirectory Directory => _setup.Directory;

    /// <summary>Whether the recorder uses any directory at all.</summary>
    public bool InMemory => _setup.InMemory;

    public AuditRecorder Recorder { get; }

    /// <summary>Opens once; all who ask get the same opening. One that failed is tried again for those who ask later.</summary>
    public Task OpenAsync()
    {
        lock (_lock)
        {
            if (_closing is not null)
            {
                return Task.CompletedTask;
            }

            var failed = _opening is { IsCompleted: true, IsCompletedSuccessfully: false };
            if (_opening is null || (failed && _time.GetElapsedTime(_openingFailed) >= RetryOpeningAfter))
            {
                // Trails live on: the request whose event happens to be the first must not, with its context, its trace and all that they hold.
                using IDisposable? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();

                // Waiting for a directory's lock and recovering a journal block, for seconds if need be: not on a thread that others need.
                _opening = Task.Factory.StartNew(OpenOnceAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            }

            return _opening;
        }
    }

    /// <summary>What is open, opened if need be.</summary>
    /// <exception cref="InvalidOperationException">The recorder has been stopped.</exception>
    public async Task<OpenRecorder> OpenedAsync()
    {
        await OpenAsync().ConfigureAwait(false);
        return _gate.Closed is null && _open is { } open ? open : throw new InvalidOperationException("The recorder was stopped.");
    }

    /// <summary>Closes once.</summary>
    /// <param name="cancellationToken">Ends the wait for the trails early, not the closing.</param>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _closing ??= CloseOnceAsync(_opening, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        _attempts.Dispose();
        _gaps.Dispose();
        _metrics.Dispose();
        _deliveryMetrics.Dispose();
        _stopping.Dispose();
    }

    /// <remarks>For a service provider that is disposed synchronously, in a program without a host. A host has closed the recorder long before.</remarks>
    public void Dispose() => DisposeAsync().AsTask().Wait();

    private async Task OpenOnceAsync()
    {
        try
        {
            _recorders.CheckDirectory(this);
            var open = await OpenRecorder.OpenAsync(_setup, _attempts, _deliveryMetrics, _logger, _time, _stopping.Token).ConfigureAwait(false);
            _open = open;
            _problem = null;
            await _markers.StartedAsync(open.Journal, _setup.TrailNames).ConfigureAwait(false);
            _attempts.Start(open.Journal);
            _gaps.Attach(open.Journal);
            _gate.Attach(open.Journal);
            Log.Started(_logger, _for, _setup.Settings.Source, open.Location, _setup.InMemory ? "memory" : Directory.Root, open.Journal.Stream, _setup.TrailNames);
            Warn(open);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody waits for the directory any more.
            throw;
        }
        catch (Exception exception)
        {
            _problem = exception.Message;
            lock (_lock)
            {
                _openingFailed = _time.GetTimestamp();
            }

            Log.StartFailed(_logger, exception, _for);
            throw;
        }
    }

    private async Task CloseOnceAsync(Task? opening, CancellationToken cancellationToken)
    {
        _gate.Close("The recorder was stopped.");
        if (opening is not null)
        {
            // It may be waiting for a directory that another process holds.
            await _stopping.CancelAsync().ConfigureAwait(false);
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _gate.Close("The recorder was stopped.");
        try
        {
            await _attempts.StopAsync().ConfigureAwait(false);
            await _gaps.StopAsync().ConfigureAwait(false);
            if (_open is { } open)
            {
                await _markers.StoppedAsync(open.Journal, _setup.TrailNames).ConfigureAwait(false);
                await open.CloseAsync(cancellationToken).ConfigureAwait(false);
                Log.Stopped(_logger, _for, open.Journal.DurableSequence, open.Trails.GetStatus().Trails.Sum(trail => trail.Pending));
            }
        }
        catch (Exception exception)
        {
            // The host is going down and other services still want to stop; everything that was recorded is in the journal.
            Log.StopFailed(_logger, exception, _for);
        }
    }

    private void Warn(OpenRecorder open)
    {
        if (open.PoorVolume is { } warning)
        {
            Log.PoorVolume(_logger, _for, open.Location, warning);
        }

        if (_setup.OnlyInMemory && !_host.IsDevelopment)
        {
            Log.OnlyInMemory(_logger, _for, _host.Environment);
        }
    }

    private RecorderStatus GetStatus()
    {
        var open = _open;
        var (lost, late, lastFailure) = _ledger.Totals();
        var journal = open?.Journal.GetStatus();
        var delivery = open?.Trails.GetStatus();
        return new RecorderStatus
        {
            Name = Name,
            Stream = open?.Journal.Stream ?? Guid.Empty,
            Location = open?.Location ?? (_setup.InMemory ? "memory" : Directory.Journal),
            DurableSequence = delivery?.DurableSequence ?? 0,
            Lost = lost,
            Late = late,
            LastFailure = lastFailure,
            Queued = journal?.QueuedEvents ?? 0,
            JournalBytes = journal?.Bytes ?? 0,
            JournalBudget = journal?.Budget ?? 0,
            Problem = _gate.Closed ?? _problem ?? journal?.Problem,
            Trails = delivery?.Trails ?? [],
        };
    }
}
