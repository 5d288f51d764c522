using System.Buffers;
using System.Collections;
using AuditTrail.Events;

namespace AuditTrail.Sinks;

/// <summary>Consecutive events of one trail, as a view: each enumeration reads them again from the journal.</summary>
/// <remarks>Valid until the sink's call ends. Not thread-safe: one enumeration at a time.</remarks>
public sealed class AuditBatch : IEnumerable<BatchedEvent>
{
    private readonly Func<IEnumerator<BatchedEvent>> _enumerate;

    internal AuditBatch(Func<IEnumerator<BatchedEvent>> enumerate) => _enumerate = enumerate;

    /// <summary>The trail's name.</summary>
    public required string Trail { get; init; }

    /// <summary>The journal's life that these events belong to.</summary>
    public required Guid Stream { get; init; }

    /// <summary>Grows by one whenever the trail's cursor was lost and numbering began again.</summary>
    public required long Epoch { get; init; }

    /// <summary>Why the sink is called.</summary>
    public required BatchOccasion Occasion { get; init; }

    /// <summary>How many events there are.</summary>
    public required int Count { get; init; }

    /// <summary>The sum of the events' JSON in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the sink last returned as its state and was saved with the cursor, or null.</summary>
    public string? State { get; init; }

    /// <summary>Makes a batch as a trail would deliver it, to test a sink with.</summary>
    /// <param name="events">The events; none for a call by <see cref="BatchOccasion.Interval"/> or <see cref="BatchOccasion.Stop"/>.</param>
    /// <param name="trail">The trail's name.</param>
    /// <param name="stream">The journal's life; default all zeros.</param>
    /// <param name="epoch">The trail's epoch.</param>
    /// <param name="firstSequence">The first event's number, in the stream and in the trail; the others follow. From 1.</param>
    /// <param name="state">What the sink returned as its state before, or null.</param>
    /// <param name="occasion">Why the sink is called.</param>
    /// <returns>A batch whose records hold <c>additionalEventData.auditTrail</c>, within CloudTrail's limits. It stays valid.</returns>
    public static AuditBatch Of(
        IEnumerable<AuditEvent> events,
        string trail = "trail",
        Guid stream = default,
        long epoch = 1,
        long firstSequence = 1,
        string? state = null,
        BatchOccasion occasion = BatchOccasion.Events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentException.ThrowIfNullOrEmpty(trail);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstSequence, 1);
        BatchedEvent[] items = [.. events.Select((item, index) => Number(item, index, stream, firstSequence + index))];
        return new(() => items.AsEnumerable().GetEnumerator())
        {
            Trail = trail,
            Stream = stream,
            Epoch = epoch,
            Occasion = occasion,
            Count = items.Length,
            Bytes = items.Sum(item => (long)item.Utf8Json.Length),
            State = state,
        };
    }

    /// <summary>Makes a batch from CloudTrail records as JSON, to test a sink with.</summary>
    /// <param name="records">One record each; what they hold as <c>additionalEventData.auditTrail</c> is replaced.</param>
    /// <param name="trail">The trail's name.</param>
    /// <param name="stream">The journal's life; default all zeros.</param>
    /// <param name="epoch">The trail's epoch.</param>
    /// <param name="firstSequence">The first event's number, in the stream and in the trail; the others follow. From 1.</param>
    /// <param name="state">What the sink returned as its state before, or null.</param>
    /// <param name="occasion">Why the sink is called.</param>
    /// <returns>As for <see cref="Of"/>.</returns>
    /// <exception cref="FormatException">A record is not CloudTrail's JSON.</exception>
    public static AuditBatch OfJson(
        IEnumerable<string> records,
        string trail = "trail",
        Guid stream = default,
        long epoch = 1,
        long firstSequence = 1,
        string? state = null,
        BatchOccasion occasion = BatchOccasion.Events)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Of(records.Select(record => AuditEvent.Parse(record)), trail, stream, epoch, firstSequence, state, occasion);
    }

    /// <inheritdoc />
    public IEnumerator<BatchedEvent> GetEnumerator() => _enumerate();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static BatchedEvent Number(AuditEvent item, int index, Guid stream, long sequence)
    {
        ArgumentNullException.ThrowIfNull(item);
        var payload = new ArrayBufferWriter<byte>();
        var written = RecordWriter.Write(item, payload);
        var record = new ArrayBufferWriter<byte>(payload.WrittenCount + AuditTrailSplice.MaxBytes);
        var time = item.EventTime ?? DateTimeOffset.UnixEpoch;
        AuditTrailSplice.Write(payload.WrittenSpan, written.HasAdditionalEventData, stream, sequence, sequence, time, record);
        return new(index, sequence, sequence, time, record.WrittenMemory);
    }
}
