using AuditTrail.Sinks;

namespace AuditTrail.Archive;

/// <summary>An archive with its staging folder open. One call at a time.</summary>
/// <remarks>
/// Each call: (1) puts the steps that the saved state does not know of yet, (2) forgets those that it does, (3) finds or begins the chain, (4) makes the next steps,
/// commits and puts them. The state that it returns is the last step's.
/// </remarks>
internal sealed class ArchiveSession : IDisposable
{
    // About 20 KiB of the 64 that a state may have.
    private const int MostFilesWithoutDigest = 150;

    private readonly ArchiveSetup _setup;
    private readonly StagingFolder _staging;
    private readonly StepDelivery _delivery;
    private readonly ArchiveClock _clock;
    private readonly BatchWriter _writer;
    private readonly DigestWriter? _digests;

    // The last call failed, and perhaps the staging folder in the middle of it.
    private bool _isUnsure;

    // The newest step whose files were seen to be whole.
    private long _whole = -1;

    public ArchiveSession(ArchiveSetup setup)
    {
        _setup = setup;
        _staging = StagingFolder.Open(setup.OpenStaging(), setup.Logger);
        _delivery = new StepDelivery(_staging, setup.Store, setup.Logger);
        _clock = new ArchiveClock(setup.Time, setup.Options.DigestInterval, setup.Logger);
        _writer = new BatchWriter(_staging, setup.Location, setup.Events);
        _digests = setup.Signer is { } signer ? new DigestWriter(_staging, setup.Location, signer) : null;
    }

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (_isUnsure)
        {
            _staging.Load();
        }

        _isUnsure = true;
        var state = await ResumeAsync(batch, cancellationToken).ConfigureAwait(false);
        state = await ChainAsync(batch, state, cancellationToken).ConfigureAwait(false);
        state = batch.Occasion == BatchOccasion.Events
            ? await ArchiveAsync(batch, state, cancellationToken).ConfigureAwait(false)
            : await DigestAsync(batch, state, cancellationToken).ConfigureAwait(false);
        _isUnsure = false;
        var text = state.ToString();
        return string.Equals(text, batch.State, StringComparison.Ordinal) ? DeliveryResult.Delivered() : DeliveryResult.Delivered(text);
    }

    public void Dispose() => _staging.Dispose();

    /// <summary>What was committed goes into the store before anything else; the newest state that is known comes back.</summary>
    private async ValueTask<ArchiveState?> ResumeAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        var saved = ArchiveState.Parse(batch.State);
        var state = saved;
        foreach (var step in _staging.Steps.Where(step => saved is null || step.After.Step > saved.Step).ToList())
        {
            // Without its cursor a trail counts anew, and nobody knows which steps the cursor had passed: those have no files any more.
            var mayBePassed = saved is null && step.After.Epoch != batch.Epoch;
            if ((!mayBePassed || step.Files.All(_staging.Has)) && !await PutAsync(step, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            state = step.After;
        }

        if (saved is not null)
        {
            _staging.Release(saved.Step);
        }

        return state;
    }

    /// <summary>Puts a step of an earlier call; false when that cannot be done any more, and its events have to come again.</summary>
    private async ValueTask<bool> PutAsync(ArchiveStep step, CancellationToken cancellationToken)
    {
        if (!step.After.Chain.StartsWith(_setup.Location.Bucket + "/", StringComparison.Ordinal))
        {
            throw new LogFileStoreException(
                $"Files that were made for '{step.After.Chain}' wait in the staging folder, and {nameof(ArchiveOptions.Bucket)} is '{_setup.Location.Bucket}' now. " +
                "Set it back until they are there; or move the folder away: their events then come again, from the journal.")
            {
                RetryAfter = TimeSpan.FromMinutes(5),
            };
        }

        var isWhole = step.Files.All(_staging.Has) && (step.After.Step <= _whole || await _staging.IsWholeAsync(step, cancellationToken).ConfigureAwait(false));
        if (!isWhole)
        {
            if (await _delivery.IsThereAsync(step, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            _staging.SetAside(step);
            return false;
        }

        _whole = Math.Max(_whole, step.After.Step);
        await _delivery.DeliverAsync(step, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The state of the chain that the batch belongs to: as it was, found in the store, or begun.</summary>
    private async ValueTask<ArchiveState> ChainAsync(AuditBatch batch, ArchiveState? state, CancellationToken cancellationToken)
    {
        var trail = TrailOf(batch);
        var chain = $"{_setup.Location.Bucket}/{DigestKey.FolderOf(_setup.Location)}{trail}";
        if (state?.Chain != chain)
        {
            if (state is not null)
            {
                ArchiveLog.ChainLeft(_setup.Logger, state.Chain, chain, state.Files.Count);
            }

            // The same trail at another address goes on with its numbers: what the old address has does not come again.
            state = state?.Chain.EndsWith("/" + trail, StringComparison.Ordinal) == true
                ? state with { Chain = chain, Head = null, Files = [] }
                : new ArchiveState { Chain = chain, Step = state?.Step ?? 0 };
        }

        if (state.Epoch != batch.Epoch)
        {
            state = state with { Epoch = batch.Epoch, Sequence = 0, TrailSequence = 0, Markers = [] };
        }

        if (state.Head is not null && _setup.Signer is null)
        {
            throw new LogFileStoreException(
                $"The chain '{trail}' in {_setup.Store.Location} is signed, and there is no key any more. Set {nameof(ArchiveOptions.SigningKeyFile)} again, or give a trail without proof another name.")
            {
                RetryAfter = TimeSpan.FromMinutes(5),
            };
        }

        return state.Head is null && _setup.Signer is { } signer ? await BeginAsync(batch, state, signer, cancellationToken).ConfigureAwait(false) : state;
    }

    /// <summary>Goes on with the chain that the store has, if it has one; begins it otherwise.</summary>
    private async ValueTask<ArchiveState> BeginAsync(AuditBatch batch, ArchiveState state, IDigestSigner signer, CancellationToken cancellationToken)
    {
        var trail = TrailOf(batch);
        var recovery = new ChainRecovery(_setup.Location, _setup.Store, signer, _setup.Logger);
        if (await recovery.FindAsync(batch, trail, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return state with { Head = found.Head, Files = found.Files, Time = WholeTime.Later(state.Time, found.Time) };
        }

        // Before the first log file: so every log file has a chain, and a key or a store that does not work shows at once.
        state = await CutAsync(state, trail, _clock.EarlyDigest(state), cancellationToken).ConfigureAwait(false);
        ArchiveLog.ChainBegins(_setup.Logger, trail, _setup.Store.Location);
        return state;
    }

    private async ValueTask<ArchiveState> ArchiveAsync(AuditBatch batch, ArchiveState state, CancellationToken cancellationToken)
    {
        if (state.Files.Count >= MostFilesWithoutDigest)
        {
            state = await CutAsync(state, TrailOf(batch), _clock.EarlyDigest(state), cancellationToken).ConfigureAwait(false);
        }

        if (_writer.Write(batch, state, _clock.NextLogFile(state), cancellationToken) is not { } step)
        {
            return state;
        }

        // Without digests the list would only grow.
        return await CommitAsync(_digests is null ? step with { After = step.After with { Files = [] } } : step, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ArchiveState> DigestAsync(AuditBatch batch, ArchiveState state, CancellationToken cancellationToken)
    {
        if (state.Head is not { } head)
        {
            return state;
        }

        var end = batch.Occasion == BatchOccasion.Stop ? _clock.EarlyDigest(state) : _clock.DueDigest(state, head);
        return end is { } due ? await CutAsync(state, TrailOf(batch), due, cancellationToken).ConfigureAwait(false) : state;
    }

    private async ValueTask<ArchiveState> CutAsync(ArchiveState state, string trail, DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (_digests is null)
        {
            return state;
        }

        var step = await _digests.WriteAsync(state, trail, end, cancellationToken).ConfigureAwait(false);
        _staging.Commit(step);
        _whole = step.After.Step;

        // Not when it is put: a digest whose put has to be tried again is not due a second time.
        _clock.DigestWritten();
        await _delivery.DeliverAsync(step, cancellationToken).ConfigureAwait(false);
        return step.After;
    }

    private async ValueTask<ArchiveState> CommitAsync(ArchiveStep step, CancellationToken cancellationToken)
    {
        _staging.Commit(step);
        _whole = step.After.Step;
        await _delivery.DeliverAsync(step, cancellationToken).ConfigureAwait(false);
        return step.After;
    }

    private static string TrailOf(AuditBatch batch) => DigestKey.TrailNameOf(batch.Trail, batch.Stream);
}
