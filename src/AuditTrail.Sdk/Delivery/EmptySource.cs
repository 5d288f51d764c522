using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>The source of a batch that only tells the sink that it is time, or that it is the last time.</summary>
internal sealed class EmptySource : IBatchSource
{
    public static EmptySource Instance { get; } = new();

    public int Count => 0;

    public long Bytes => 0;

    public bool IsDamaged => false;

    public IEnumerator<BatchedEvent> Enumerate() => Enumerable.Empty<BatchedEvent>().GetEnumerator();
}
