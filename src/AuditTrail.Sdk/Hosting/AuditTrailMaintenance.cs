namespace AuditTrail.Hosting;

/// <summary>What an operator does with a recorder's trails now and then. A service beside the recorder: keyed by the same name for a named one. Thread-safe.</summary>
public sealed class AuditTrailMaintenance
{
    private readonly RecorderRuntime _recorder;

    internal AuditTrailMaintenance(RecorderRuntime recorder) => _recorder = recorder;

    /// <summary>Offers the events that a trail's sink refused to it again, between two batches; those that it takes now leave the dead letters.</summary>
    /// <param name="trail">The trail's name.</param>
    /// <param name="cancellationToken">Ends the wait, not the replay.</param>
    /// <exception cref="ArgumentException">There is no such trail.</exception>
    /// <exception cref="InvalidOperationException">The recorder has been stopped.</exception>
    public async Task<DeadLetterReplay> ReplayDeadLettersAsync(string trail, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(trail);
        var open = await _recorder.OpenedAsync().ConfigureAwait(false);
        var replay = await open.Trails.ReplayDeadLettersAsync(trail, cancellationToken).ConfigureAwait(false);
        return new DeadLetterReplay(replay.Delivered, replay.Remaining, replay.Problem);
    }

    /// <summary>Gives up the events that a trail which is no longer set up still holds; the journal may delete them then. Its dead letters stay.</summary>
    /// <param name="trail">The removed trail's name.</param>
    /// <exception cref="ArgumentException">There is no removed trail of this name.</exception>
    /// <exception cref="InvalidOperationException">The recorder has been stopped.</exception>
    public async Task ReleaseTrailAsync(string trail)
    {
        ArgumentException.ThrowIfNullOrEmpty(trail);
        var open = await _recorder.OpenedAsync().ConfigureAwait(false);
        open.Trails.ReleaseTrail(trail);
    }
}
