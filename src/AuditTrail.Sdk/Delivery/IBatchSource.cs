using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>Where a batch's events are read from, each time it is enumerated: the journal, the dead letters, or nowhere.</summary>
internal interface IBatchSource
{
    int Count { get; }

    long Bytes { get; }

    /// <summary>True once an enumeration found that the events are not there any more: a further attempt is useless.</summary>
    bool IsDamaged { get; }

    IEnumerator<BatchedEvent> Enumerate();
}
