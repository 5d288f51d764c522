using System.Buffers;
using AuditTrail.Events;
using AuditTrail.Journal;

namespace AuditTrail.Delivery;

/// <summary>Puts the numbers, which did not exist when the caller serialised, into a payload. One event at a time; not thread-safe.</summary>
internal sealed class EventSplicer(Guid stream)
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    /// <summary>The entry as the sink gets it, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Splice(in JournalEntry entry, long trailSequence) =>
        Splice(entry.Payload.Span, (entry.Flags & FrameFlags.HasAdditionalEventData) != FrameFlags.None, entry.Sequence, trailSequence, entry.Time);

    /// <inheritdoc cref="Splice(in JournalEntry, long)"/>
    public ReadOnlyMemory<byte> Splice(TrailMarker marker, long trailSequence) =>
        Splice(marker.Payload.Span, marker.HasAdditionalEventData, sequence: 0, trailSequence, marker.Time);

    private ReadOnlyMemory<byte> Splice(ReadOnlySpan<byte> payload, bool hasAdditionalEventData, long sequence, long trailSequence, DateTimeOffset time)
    {
        _output.ResetWrittenCount();
        AuditTrailSplice.Write(payload, hasAdditionalEventData, stream, sequence, trailSequence, time, _output);
        return _output.WrittenMemory;
    }
}
