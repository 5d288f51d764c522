using AuditTrail.Sinks;

namespace AuditTrail.Archive;

/// <summary>Delivers a trail into an archive: each batch becomes a log file, and digests prove them. The staging folder is opened at the first delivery.</summary>
internal sealed class ArchiveSink : IAuditSink, IAsyncDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UntilSomebodyLooked = TimeSpan.FromMinutes(1);

    private readonly ArchiveSetup _setup;
    private ArchiveSession? _session;

    public ArchiveSink(ArchiveSetup setup)
    {
        _setup = setup;
        Limits = new()
        {
            MaxEvents = int.MaxValue,
            MaxBytes = setup.Options.MaxLogFileBytes - LogFileWriter.Frame,
            OverheadPerEvent = 1, // the comma
            Linger = setup.Options.LogFileInterval,
            Interval = setup.Signer is null ? null : Tick(setup.Options.DigestInterval),
            AttemptTimeout = TimeSpan.FromMinutes(10),
            SavesEachState = true,
        };
    }

    /// <inheritdoc />
    public SinkLimits Limits { get; }

    /// <inheritdoc />
    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Occasion == BatchOccasion.Replay)
        {
            // An archive refuses no event: these were refused by a sink that the trail had before, and their numbers lie behind what is signed.
            return DeliveryResult.Reject([.. batch.Select(item => new RejectedEvent(item.Index, "An archive takes no events behind its position."))]);
        }

        try
        {
            _session ??= new ArchiveSession(_setup);
            return await _session.DeliverAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (LogFileStoreException exception)
        {
            return DeliveryResult.Retry(exception.Message, exception.RetryAfter);
        }
        catch (UnauthorizedAccessException exception)
        {
            return DeliveryResult.Retry($"{exception.Message} Give the user '{Environment.UserName}' the right to write there.", UntilSomebodyLooked);
        }
        catch (IOException exception)
        {
            return DeliveryResult.Retry(exception.Message);
        }
    }

    /// <summary>Gives the staging folder back. Call after the last delivery.</summary>
    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _session = null;
        if (_setup.Options.Signer is null)
        {
            (_setup.Signer as IDisposable)?.Dispose();
        }

        if (_setup.Store is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (_setup.Store as IDisposable)?.Dispose();
        }
    }

    private static TimeSpan Tick(TimeSpan digestInterval)
    {
        var tick = digestInterval / 60;
        return tick < ShortestTick ? ShortestTick : tick > LongestTick ? LongestTick : tick;
    }
}
