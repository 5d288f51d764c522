using System.Globalization;
using System.Text;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks;

/// <summary>What a trail has to deliver, as the journal would give it: any range, again and again, always the same bytes.</summary>
internal sealed class TrailTape(Guid stream, long epoch = 1, string trail = "security")
{
    private readonly List<BatchedEvent> _events = [];

    public static Guid SomeStream { get; } = new("0197aaaa-0000-7000-8000-000000000001");

    public Guid Stream => stream;

    public string Trail => trail;

    public int Count => _events.Count;

    public IReadOnlyList<string> Lines => [.. _events.Select(item => Encoding.UTF8.GetString(item.Utf8Json.Span))];

    /// <summary>A tape with so many events, numbered from 1.</summary>
    public static TrailTape Of(int count, int padding = 0)
    {
        var tape = new TrailTape(SomeStream);
        for (var i = 1; i <= count; i++)
        {
            tape.Add(i, padding);
        }

        return tape;
    }

    public TrailTape Add(long sequence, int padding = 0, string? name = null)
    {
        var trailSequence = _events.Count + 1;
        var time = DateTimeOffset.UnixEpoch.AddSeconds(trailSequence);
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eventVersion":"1.11","eventSource":"orders.example.com","eventName":"{{name ?? $"E{sequence}"}}","requestParameters":{"text":"{{new string('x', padding)}}"},"additionalEventData":{"auditTrail":{{Numbers(sequence, trailSequence, time)}} } }""");
        _events.Add(new BatchedEvent(0, sequence, trailSequence, time, Encoding.UTF8.GetBytes(json)));
        return this;
    }

    private string Numbers(long sequence, long trailSequence, DateTimeOffset time) =>
        $$"""{"stream":"{{stream:D}}","sequence":{{sequence}},"trailSequence":{{trailSequence}},"time":"{{time:O}}"}""";

    /// <summary>The events <paramref name="from"/> (from 0) up to but without <paramref name="to"/>.</summary>
    public AuditBatch Batch(int from, int to, string? state = null, BatchOccasion occasion = BatchOccasion.Events)
    {
        var part = _events[from..to];
        return new AuditBatch(() => part.Select((item, index) => item with { Index = index }).GetEnumerator())
        {
            Trail = trail,
            Stream = stream,
            Epoch = epoch,
            Occasion = occasion,
            Count = part.Count,
            Bytes = part.Sum(item => (long)item.Utf8Json.Length),
            State = state,
        };
    }
}
