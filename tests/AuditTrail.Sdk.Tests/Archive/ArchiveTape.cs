using System.Globalization;
using System.Text;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Archive;

/// <summary>What a trail delivers into an archive, any range again and again: numbers of the stream, of the trail, and the records.</summary>
internal sealed class ArchiveTape
{
    private readonly List<(long Sequence, string Record)> _events = [];

    public static Guid Stream { get; } = new("0197aaaa-0000-7000-8000-000000000001");

    public long Epoch { get; init; } = 1;

    public int Count => _events.Count;

    /// <summary>So many events; every tenth is an insight.</summary>
    public static ArchiveTape Of(int count)
    {
        var tape = new ArchiveTape();
        for (var i = 1; i <= count; i++)
        {
            tape.Add(i, i % 10 == 0 ? "Insight" : "Management");
        }

        return tape;
    }

    public ArchiveTape Add(long sequence, string category = "Management")
    {
        var time = DateTimeOffset.UnixEpoch.AddSeconds(sequence).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _events.Add((sequence, $$"""{"eventVersion":"1.11","eventTime":"{{time}}","eventSource":"orders.example.com","eventName":"E{{sequence}}","eventID":"id-{{_events.Count}}","eventCategory":"{{category}}","additionalEventData":{"auditTrail":{"""));
        return this;
    }

    /// <summary>The events <paramref name="from"/> (from 0) up to but without <paramref name="to"/>.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">Behind the last.</param>
    /// <param name="state">The sink's.</param>
    public AuditBatch Batch(int from, int to, string? state) => Make(
        [.. Enumerable.Range(from, to - from).Select(i => new BatchedEvent(i - from, _events[i].Sequence, i + 1, DateTimeOffset.UnixEpoch.AddSeconds(i), Json(i, 0)))], state, BatchOccasion.Events);

    /// <summary>The same events planned again behind numbers that were given up, with the marker that says so at their head.</summary>
    public AuditBatch Replanned(int from, int to, string? state, long burnedThrough)
    {
        var marker = $$"""{"eventName":"TrailGap","eventTime":"2026-01-01T00:00:00Z","eventID":"gap","requestParameters":{"trailFrom":{{from + 1}},"trailTo":{{burnedThrough}}},"additionalEventData":{"auditTrail":{"stream":"{{Stream:D}}","sequence":0,"trailSequence":{{burnedThrough + 1}}} } }""";
        var shift = burnedThrough + 1 - from;
        return Make(
            [
                new BatchedEvent(0, 0, burnedThrough + 1, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(marker)),
                .. Enumerable.Range(from, to - from).Select(i => new BatchedEvent(i - from + 1, _events[i].Sequence, i + 1 + shift, DateTimeOffset.UnixEpoch.AddSeconds(i), Json(i, shift))),
            ],
            state,
            BatchOccasion.Events);
    }

    public AuditBatch Empty(BatchOccasion occasion, string? state) => Make([], state, occasion);

    private AuditBatch Make(BatchedEvent[] items, string? state, BatchOccasion occasion) => new(() => items.AsEnumerable().GetEnumerator())
    {
        Trail = "security",
        Stream = Stream,
        Epoch = Epoch,
        Occasion = occasion,
        Count = items.Length,
        Bytes = items.Sum(item => (long)item.Utf8Json.Length),
        State = state,
    };

    private byte[] Json(int index, long shift) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_events[index].Record}\"stream\":\"{Stream:D}\",\"sequence\":{_events[index].Sequence},\"trailSequence\":{index + 1 + shift},\"time\":\"x\"}}}}}}"));
}
