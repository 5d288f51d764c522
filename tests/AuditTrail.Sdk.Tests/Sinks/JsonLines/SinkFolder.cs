using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Sinks.JsonLines;

/// <summary>A fresh directory on disk, and the life of a trail that writes into it: what it saved, and where it stands.</summary>
internal sealed class SinkFolder : IDisposable
{
    private JsonLinesFileSink? _sink;

    public string Location { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

    public FileSinkOptions Options { get; set; } = new();

    public SteppedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public TrailTape Tape { get; set; } = TrailTape.Of(100);

    /// <summary>What the last delivery returned, or null before it.</summary>
    public string? State { get; set; }

    public IReadOnlyList<string> Names => [.. Directory.GetFiles(Location, "*.jsonl").Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Lines => [.. Names.SelectMany(name => File.ReadAllLines(Path(name)))];

    public string Path(string name) => System.IO.Path.Combine(Location, name);

    public JsonLinesFileSink NewSink(FileSinkOptions options) => new(options, () => DiskStorage.At(Location), Clock, NullLogger.Instance);

    /// <summary>Delivers the events from (from 0) up to but without to, as the running process does.</summary>
    public async Task<DeliveryResult> DeliverAsync(int from, int to, BatchOccasion occasion = BatchOccasion.Events)
    {
        _sink ??= NewSink(Options);
        var result = await _sink.DeliverAsync(Tape.Batch(from, to, State, occasion), CancellationToken.None);
        State = result.State ?? State;
        return result;
    }

    /// <summary>The process ends and another one goes on from this state.</summary>
    public void Restart(string? withState)
    {
        _sink?.Dispose();
        _sink = null;
        State = withState;
    }

    public void Dispose()
    {
        _sink?.Dispose();
        if (Directory.Exists(Location))
        {
            Directory.Delete(Location, recursive: true);
        }
    }
}
