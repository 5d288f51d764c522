using AuditTrail.Sinks;

namespace AuditTrail.Archive;

/// <summary>The log files of one batch: events and insights apart, as CloudTrail keeps them. Each is begun with its first record.</summary>
internal sealed class LogFileSet(StagingFolder staging, ArchiveLocation location, AuditBatch batch, DateTimeOffset time) : IDisposable
{
    private LogFileWriter? _events;
    private LogFileWriter? _insights;

    public bool IsEmpty => _events is null && _insights is null;

    public void Write(long trailSequence, RecordFacts facts, ReadOnlySpan<byte> record)
    {
        var file = facts.IsInsight ? _insights ??= Begin(LogFileKey.Insights, trailSequence) : _events ??= Begin(LogFileKey.Events, trailSequence);
        file.Write(record, facts.EventTime);
    }

    public IReadOnlyList<(StagedFile Staged, ArchivedFile Archived)> Complete() =>
        [.. new[] { _events, _insights }.OfType<LogFileWriter>().Select(file => file.Complete())];

    public void Dispose()
    {
        _events?.Dispose();
        _insights?.Dispose();
    }

    private LogFileWriter Begin(string kind, long trailSequence) => new(staging, new LogFileKey
    {
        Location = location,
        Kind = kind,
        Time = time,
        Unique = LogFileKey.UniqueOf(batch.Stream, batch.Trail, batch.Epoch, trailSequence),
    });
}
