using AuditTrail.Sinks;

namespace AuditTrail.Benchmarks.Archive;

/// <summary>Takes nothing, so that the journal keeps everything.</summary>
internal sealed class SinkThatIsDown : IAuditSink
{
    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken) => new(DeliveryResult.Retry("down"));
}
