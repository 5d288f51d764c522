using AuditTrail.Delivery;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using AuditTrail.Trails;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Hosting;

/// <summary>An open journal and its running trails.</summary>
internal sealed class OpenRecorder
{
    private readonly TimeSpan _drain;

    private OpenRecorder(AuditJournal journal, IStorage storage, TrailSet trails, TimeSpan drain)
    {
        Journal = journal;
        Location = storage.Location;
        PoorVolume = (storage as DiskStorage)?.Volume.Warning;
        Trails = trails;
        _drain = drain;
    }

    public AuditJournal Journal { get; }

    /// <summary>The journal's directory, or "memory".</summary>
    public string Location { get; }

    /// <summary>Why the directory's file system keeps less than the journal promises, or null.</summary>
    public string? PoorVolume { get; }

    public TrailSet Trails { get; }

    /// <summary>Takes the directory, opens the journal and starts the trails. Blocks: for the lock, and while a journal recovers.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while another process held the directory.</exception>
    public static async Task<OpenRecorder> OpenAsync(RecorderSetup setup, Attempts attempts, DeliveryMetrics metrics, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var root = setup.OpenStorage(setup.Directory.Root);
        var storage = setup.OpenStorage(setup.Directory.Journal);
        var journal = AuditJournal.Open(storage, setup.Journal with { KnownDurable = TrailSet.KnownDurable(root) }, time, logger, cancellationToken);
        attempts.Attach(journal);
        var made = new List<Trail>();
        try
        {
            foreach (var trail in setup.CreateTrails())
            {
                made.Add(trail);
            }

            var trails = TrailSet.Open(made, new DeliveryContext
            {
                Journal = journal,
                Storage = root,
                Time = time,
                Logger = logger,
                Metrics = metrics,
                Events = new TrailEvents(setup.Settings.Source, setup.Settings.Events),
            });
            trails.Start();
            return new OpenRecorder(journal, storage, trails, setup.DrainTimeout);
        }
        catch
        {
            // Whoever tries again must find the directory free, and what sinks hold.
            foreach (var trail in made)
            {
                await SinkDisposal.OfAsync(trail, logger).ConfigureAwait(false);
            }

            await journal.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the trails deliver for a bounded time, then closes the journal; what is left is delivered after the next start.</summary>
    /// <param name="cancellationToken">Ends the drain early: the host's patience is over.</param>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Trails.StopAsync(cancellationToken.IsCancellationRequested ? TimeSpan.Zero : _drain).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Trails.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await Journal.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
