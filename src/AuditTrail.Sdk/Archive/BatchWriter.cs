using System.Buffers;
using AuditTrail.Events;
using AuditTrail.Sinks;

namespace AuditTrail.Archive;

/// <summary>Writes a batch's events into log files in the staging folder: one for events, one for insights; leaves out what the archive has.</summary>
/// <remarks>
/// After a crash a batch may come cut differently, or, when the journal was damaged meanwhile, with other numbers of the trail. An event is known by its number of the
/// stream, one of the trail's own markers by its id. The numbers that such an event got anew are then a hole, and the last of them goes to a gap marker that says so: what
/// comes before an event that is in the archive is there too, so that nothing is missing in any number from the last record on.
/// </remarks>
internal sealed class BatchWriter(StagingFolder staging, ArchiveLocation location, TrailEvents events)
{
    private const int MostMarkers = 100;
    private const string InArchive = "No event is missing: what was offered under these numbers of the trail is in the archive already, under its first ones, or was not selected when it was archived.";

    /// <summary>The step that brings the batch's new events into the archive; null when it has none.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="state">How far the archive is.</param>
    /// <param name="time">When the files are published.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public ArchiveStep? Write(AuditBatch batch, ArchiveState state, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var files = new LogFileSet(staging, location, batch, time);
        var (sequence, trailSequence) = (state.Sequence, state.TrailSequence);
        var markers = new List<string>();
        BatchedEvent? hole = null;
        foreach (var item in batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var facts = RecordFacts.Read(item.Utf8Json.Span, withId: item.Sequence == 0);
            if (item.TrailSequence <= state.TrailSequence)
            {
                continue;
            }

            if (IsArchived(item, facts, state))
            {
                hole = item with { Utf8Json = default };
                continue;
            }

            Close(ref hole, trailSequence, files, batch);
            files.Write(item.TrailSequence, facts, item.Utf8Json.Span);
            trailSequence = item.TrailSequence;
            sequence = Math.Max(sequence, item.Sequence);
            if (item.Sequence == 0)
            {
                markers.Add(facts.EventId);
            }
        }

        trailSequence = Close(ref hole, trailSequence, files, batch);
        return files.IsEmpty ? null : Step(files, state with
        {
            Step = state.Step + 1,
            Sequence = sequence,
            TrailSequence = trailSequence,
            Markers = [.. markers.TakeLast(MostMarkers)],
            Time = time,
        });
    }

    private static bool IsArchived(BatchedEvent item, RecordFacts facts, ArchiveState state) =>
        item.Sequence > 0 ? item.Sequence <= state.Sequence : state.Markers.Contains(facts.EventId, StringComparer.Ordinal);

    /// <summary>Gives the last number of a hole to a marker; the number of the last record now.</summary>
    private long Close(ref BatchedEvent? hole, long trailSequence, LogFileSet files, AuditBatch batch)
    {
        if (hole is not { } skipped)
        {
            return trailSequence;
        }

        hole = null;
        var last = skipped.TrailSequence;
        var gap = trailSequence + 1 < last ? events.Gap(0, 0, 0, InArchive, trailSequence + 1, last - 1) : events.Gap(0, 0, 0, InArchive);
        var payload = new ArrayBufferWriter<byte>(1024);
        var written = RecordWriter.Write(gap, payload);
        var record = new ArrayBufferWriter<byte>(payload.WrittenCount + AuditTrailSplice.MaxBytes);
        AuditTrailSplice.Write(payload.WrittenSpan, written.HasAdditionalEventData, batch.Stream, 0, last, skipped.Time, record);
        files.Write(last, RecordFacts.Read(record.WrittenSpan, withId: false), record.WrittenSpan);
        return last;
    }

    private static ArchiveStep Step(LogFileSet files, ArchiveState after)
    {
        var complete = files.Complete();
        return new()
        {
            Files = [.. complete.Select(file => file.Staged)],
            After = after with { Files = [.. after.Files, .. complete.Select(file => file.Archived)] },
        };
    }
}
