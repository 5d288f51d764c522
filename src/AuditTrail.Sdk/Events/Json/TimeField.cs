using System.Globalization;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>A time in UTC that keeps the spelling it was read with for as long as its value is the same.</summary>
internal sealed class TimeField<TPart>(string name, Func<TPart, DateTimeOffset?> get, Func<TPart, DateTimeOffset?, TPart> set) : PartField<TPart>(name)
{
    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw EventFormat.WrongType(path + Name, "a text with a time", reader);
        }

        var written = JsonFragment.Read(ref reader, path);
        var time = Parse(written) ?? throw EventFormat.WrongValue(path + Name, "a time as 2026-01-22T22:06:16Z", reader);
        spelling = IsOurs(written, time) ? null : written;
        return set(part, time);
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } time)
        {
            return false;
        }

        writer.WritePropertyName(EncodedName);

        if (spelling is not null && Parse(spelling) == time)
        {
            writer.WriteRawValue(spelling.Utf8.Span, skipInputValidation: true);
            return true;
        }

        Span<byte> text = stackalloc byte[32];
        writer.WriteStringValue(text[..Format(time, text)]);
        return true;
    }

    /// <summary>CloudTrail writes whole seconds; a fraction that somebody gave is kept. The standard formats are written without a look at a pattern.</summary>
    private static int Format(DateTimeOffset time, Span<byte> text)
    {
        if (time.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            time.UtcDateTime.TryFormat(text, out var all, "O", CultureInfo.InvariantCulture);
            return all;
        }

        time.UtcDateTime.TryFormat(text, out var length, "s", CultureInfo.InvariantCulture);
        text[length] = (byte)'Z';
        return length + 1;
    }

    private static bool IsOurs(JsonFragment written, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        return written.Utf8.Span[1..^1].SequenceEqual(text[..Format(time, text)]);
    }

    private static DateTimeOffset? Parse(JsonFragment text) =>
        DateTimeOffset.TryParse(text.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
