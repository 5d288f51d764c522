using System.Buffers;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Delivery;

/// <summary>What all trails of a recorder share.</summary>
internal sealed record DeliveryContext
{
    public required AuditJournal Journal { get; init; }

    /// <summary>The recorder's directory: <c>cursors/</c>, <c>dead-letters/</c>, <c>trails.json</c>.</summary>
    public required IStorage Storage { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required DeliveryMetrics Metrics { get; init; }

    /// <summary>Builds the trail's own events.</summary>
    public required TrailEvents Events { get; init; }

    public DeliveryTiming Timing { get; init; } = new();

    /// <summary>Makes the marker event of a gap.</summary>
    public TrailMarker Marker(GapFacts gap)
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        var written = RecordWriter.Write(Events.Gap(gap.From, gap.To, gap.Count, gap.Reason, gap.TrailFrom, gap.TrailTo), payload);
        return new TrailMarker(gap, Time.GetUtcNow(), payload.WrittenMemory, written.HasAdditionalEventData);
    }
}
