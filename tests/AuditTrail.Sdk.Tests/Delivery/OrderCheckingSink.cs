using AuditTrail.Sinks;

namespace AuditTrail.Tests.Delivery;

/// <summary>A destination that keeps nothing but a count, and notices what is out of order.</summary>
internal sealed class OrderCheckingSink : IAuditSink
{
    private long _last;

    public volatile bool IsDown;

    public long Count => Volatile.Read(ref _last);

    public bool IsInOrder { get; private set; } = true;

    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        var last = _last;
        foreach (var item in batch)
        {
            IsInOrder &= item.Sequence == ++last;
        }

        if (IsDown)
        {
            return ValueTask.FromResult(DeliveryResult.Retry("down"));
        }

        Volatile.Write(ref _last, last);
        return ValueTask.FromResult(DeliveryResult.Delivered());
    }
}
