using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>The JSON of <c>PutAuditEvents</c>.</summary>
internal static class PutAuditEventsJson
{
    /// <summary>The request's JSON around its events.</summary>
    public const int BytesAround = 18;

    private const int MostShown = 128;

    // A character is six bytes at most: \u and four digits.
    private const int MostEscaped = 6;

    /// <summary>The bytes of one event in a request, a comma included.</summary>
    public static int BytesOf(PutAuditEventsEntry entry) =>
        "{\"id\":\"\",\"eventData\":\"\",\"eventDataChecksum\":\"\"},".Length + entry.Id.Length + LakeText.JsonBytes(entry.EventData) + entry.EventDataChecksum.Length;

    public static byte[] Write(IReadOnlyList<PutAuditEventsEntry> entries)
    {
        // Its size is known, and what the writer wants free for the longest text before it escapes it: at the end, growing would double the whole.
        var body = new ArrayBufferWriter<byte>(BytesAround + entries.Sum(BytesOf) + (MostEscaped * entries.Max(entry => entry.EventData.Length)));
        using var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = LakeText.Encoder });
        writer.WriteStartObject();
        writer.WriteStartArray("auditEvents"u8);
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, entry.Id);
            writer.WriteString("eventData"u8, entry.EventData);
            writer.WriteString("eventDataChecksum"u8, entry.EventDataChecksum);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">It is not this operation's answer.</exception>
    public static PutAuditEventsResponse Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var successful = ListOf(document.RootElement, "successful");
            var failed = ListOf(document.RootElement, "failed");
            if (successful is null && failed is null)
            {
                throw NoAnswer(body, inner: null);
            }

            return new PutAuditEventsResponse
            {
                Successful = [.. (successful ?? []).Select(item => new PutAuditEventsSuccess(TextOf(item, "id") ?? "", TextOf(item, "eventID")))],
                Failed = [.. (failed ?? []).Select(item => new PutAuditEventsFailure(TextOf(item, "id") ?? "", TextOf(item, "errorCode"), TextOf(item, "errorMessage")))],
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NoAnswer(body, exception);
        }
    }

    private static InvalidDataException NoAnswer(byte[] body, Exception? inner) =>
        new($"The server answered 200 without PutAuditEvents' JSON, as a proxy or another service does; nothing counts as delivered. It said '{Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MostShown)))}'.", inner);

    private static List<JsonElement>? ListOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : null;

    private static string? TextOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
