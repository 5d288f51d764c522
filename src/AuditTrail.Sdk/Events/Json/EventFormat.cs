using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>What the reader says when a record is not one: what, where, and what to do.</summary>
internal static class EventFormat
{
    public const int MaxDepth = 64;

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    public static FormatException WrongType(string path, string expected, in Utf8JsonReader reader) =>
        new($"Field '{path}' at byte {reader.TokenStartIndex} is {Described(reader.TokenType)}, {expected} is expected. Correct the record, or keep such a value under requestParameters or additionalEventData.");

    public static FormatException WrongValue(string path, string expected, in Utf8JsonReader reader) =>
        new($"Field '{path}' at byte {reader.TokenStartIndex} is not {expected}. Correct the record.");

    public static FormatException Duplicate(string path, in Utf8JsonReader reader) =>
        new($"Field '{path}' stands twice, again at byte {reader.TokenStartIndex}: which one is meant cannot be known. Remove one of them.");

    public static FormatException NotJson(JsonException exception, in Utf8JsonReader reader) =>
        new($"Not valid JSON near byte {reader.BytesConsumed}: {exception.Message} Objects may be nested {MaxDepth} deep. Correct the text.", exception);

    public static FormatException NotUtf8(ReadOnlySpan<byte> text) =>
        new($"Not valid UTF-8 at byte {ValidPrefix(text)}. Write the text as UTF-8 without a byte order mark.");

    private static int ValidPrefix(ReadOnlySpan<byte> text)
    {
        var valid = 0;

        while (System.Text.Rune.DecodeFromUtf8(text[valid..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            valid += consumed;
        }

        return valid;
    }

    private static string Described(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "no value",
    };
}
