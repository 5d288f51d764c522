using System.Text;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>The mark for what was left out: <c>"omitted": true</c> as CloudTrail sets it, and how much there was.</summary>
internal static class OmittedValue
{
    private static readonly JsonEncodedText Omitted = EventText.Name("omitted");
    private static readonly JsonEncodedText OriginalBytes = EventText.Name("originalBytes");
    private static readonly JsonEncodedText OriginalCount = EventText.Name("originalCount");

    public static JsonFragment Create(long bytes) => new(Encoding.UTF8.GetBytes($$"""{"omitted":true,"originalBytes":{{bytes}}}"""));

    public static void WriteWithin(int limit, Utf8JsonWriter writer, JsonFragment value)
    {
        if (value.Utf8.Length <= limit)
        {
            writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        WriteBytes(writer, value.Utf8.Length);
        writer.WriteEndObject();
    }

    public static void WriteBytes(Utf8JsonWriter writer, long bytes)
    {
        writer.WriteBoolean(Omitted, true);
        writer.WriteNumber(OriginalBytes, bytes);
    }

    public static void WriteCount(Utf8JsonWriter writer, int count)
    {
        writer.WriteStartObject();
        writer.WriteBoolean(Omitted, true);
        writer.WriteNumber(OriginalCount, count);
        writer.WriteEndObject();
    }
}
