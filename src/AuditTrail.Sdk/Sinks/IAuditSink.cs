namespace AuditTrail.Sinks;

/// <summary>A destination for recorded events: the whole extension point is <see cref="DeliverAsync"/>.</summary>
/// <remarks>
/// <para>Batches of one trail arrive in sequence order, one at a time, and may arrive again after a crash or a retry, cut differently:
/// delivering the same events twice must leave the destination as if they had been delivered once. An event's identity for ever is
/// its stream and sequence (in its JSON), its place in the trail is <see cref="BatchedEvent.TrailSequence"/>.</para>
/// <para>What <see cref="DeliveryResult.Delivered"/> acknowledges has to survive the machine's death: the journal may delete it next.</para>
/// <para>A sink that implements <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed after the last call.</para>
/// </remarks>
public interface IAuditSink
{
    /// <summary>What one call may carry, and when calls come; read once, before the first batch.</summary>
    SinkLimits Limits => SinkLimits.Default;

    /// <summary>Delivers one batch.</summary>
    /// <param name="batch">The events; valid only until the returned task completes. Empty when <see cref="AuditBatch.Occasion"/> says so.</param>
    /// <param name="cancellationToken">Signalled when the attempt has taken too long or the host stops; what was not delivered is offered again.</param>
    /// <returns>What became of the batch. Throwing is the same as <see cref="DeliveryResult.Retry"/>.</returns>
    ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken);
}
