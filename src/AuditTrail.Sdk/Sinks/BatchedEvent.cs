using AuditTrail.Events;

namespace AuditTrail.Sinks;

/// <summary>One event of a batch, valid until the enumeration moves on.</summary>
/// <param name="Index">Its place in the batch, from 0: what <see cref="RejectedEvent.Index"/> refers to.</param>
/// <param name="Sequence">Its number in the stream, from 1; 0 for an event of the trail's own making (a gap marker of this trail alone).</param>
/// <param name="TrailSequence">Its number in this trail, from 1.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="Utf8Json">The whole CloudTrail record, one line, without a line feed, <c>additionalEventData.auditTrail</c> included. Copy what has to outlive the enumeration step.</param>
public readonly record struct BatchedEvent(int Index, long Sequence, long TrailSequence, DateTimeOffset Time, ReadOnlyMemory<byte> Utf8Json)
{
    /// <summary>Reads the record.</summary>
    public AuditEvent ReadEvent() => AuditEvent.Parse(Utf8Json.Span);
}
