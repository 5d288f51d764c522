using System.Text;
using System.Text.Json;
using AuditTrail.Storage;

namespace AuditTrail.Delivery;

/// <summary>The text form of a trail's progress.</summary>
internal static class CursorDocument
{
    public static byte[] Write(TrailProgress progress) => SealedDocument.Seal(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("stream", progress.Stream);
        writer.WriteNumber("epoch", progress.Epoch);
        writer.WriteString("selector", progress.Selector);
        writer.WriteNumber("start", progress.Start);
        writer.WriteNumber("position", progress.Position);
        writer.WriteNumber("trailSequence", progress.TrailSequence);
        writer.WriteNumber("delivered", progress.Delivered);
        writer.WriteNumber("deadLettered", progress.DeadLettered);
        writer.WriteNumber("notSelected", progress.NotSelected);
        writer.WriteNumber("skipped", progress.Skipped);
        writer.WriteNumber("raised", progress.Raised);
        writer.WriteString("state", progress.State);
        writer.WriteStartArray("markers");
        foreach (var marker in progress.Markers)
        {
            Write(writer, marker);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Reads a cursor, or says false when it is damaged or does not add up.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> document, out TrailProgress? progress) =>
        SealedDocument.TryOpen(document, Read, out progress) && progress!.IsBalanced;

    private static TrailProgress Read(JsonElement cursor) => new()
    {
        Stream = cursor.GetProperty("stream").GetGuid(),
        Epoch = cursor.GetProperty("epoch").GetInt64(),
        Selector = Text(cursor, "selector"),
        Start = cursor.GetProperty("start").GetInt64(),
        Position = cursor.GetProperty("position").GetInt64(),
        TrailSequence = cursor.GetProperty("trailSequence").GetInt64(),
        Delivered = cursor.GetProperty("delivered").GetInt64(),
        DeadLettered = cursor.GetProperty("deadLettered").GetInt64(),
        NotSelected = cursor.GetProperty("notSelected").GetInt64(),
        Skipped = cursor.GetProperty("skipped").GetInt64(),
        Raised = cursor.GetProperty("raised").GetInt64(),
        State = cursor.GetProperty("state").GetString(),
        Markers = [.. cursor.GetProperty("markers").EnumerateArray().Select(ReadMarker)],
    };

    private static void Write(Utf8JsonWriter writer, TrailMarker marker)
    {
        writer.WriteStartObject();
        writer.WriteNumber("from", marker.Gap.From);
        writer.WriteNumber("to", marker.Gap.To);
        writer.WriteNumber("count", marker.Gap.Count);
        writer.WriteString("reason", marker.Gap.Reason);
        writer.WriteNumber("trailFrom", marker.Gap.TrailFrom);
        writer.WriteNumber("trailTo", marker.Gap.TrailTo);
        writer.WriteString("time", marker.Time);
        writer.WriteBoolean("hasAdditionalEventData", marker.HasAdditionalEventData);
        // As text, not as JSON within JSON: the bytes have to come back exactly as they were.
        writer.WriteString("payload", marker.Payload.Span);
        writer.WriteEndObject();
    }

    private static TrailMarker ReadMarker(JsonElement marker) => new(
        new GapFacts(
            marker.GetProperty("from").GetInt64(),
            marker.GetProperty("to").GetInt64(),
            marker.GetProperty("count").GetInt64(),
            Text(marker, "reason"))
        {
            TrailFrom = marker.GetProperty("trailFrom").GetInt64(),
            TrailTo = marker.GetProperty("trailTo").GetInt64(),
        },
        marker.GetProperty("time").GetDateTimeOffset(),
        Encoding.UTF8.GetBytes(Text(marker, "payload")),
        marker.GetProperty("hasAdditionalEventData").GetBoolean());

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"The cursor's {name} is null.");
}
