using System.Text.Json;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Delivery;

/// <summary>What a sink saw of an event.</summary>
internal sealed record SeenEvent(long Sequence, long TrailSequence, long Epoch, string Json)
{
    public string Name => Root.GetProperty("eventName").GetString()!;

    public JsonElement Root => JsonDocument.Parse(Json).RootElement;

    public static IEnumerable<SeenEvent> In(AuditBatch batch) =>
        batch.Select(item => new SeenEvent(item.Sequence, item.TrailSequence, batch.Epoch, System.Text.Encoding.UTF8.GetString(item.Utf8Json.Span)));
}
