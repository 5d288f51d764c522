using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AuditTrail.Events.Json;

/// <summary>How text becomes JSON: letters as they are, whatever could break a line or deceive a terminal escaped, over-long text cut with a mark.</summary>
internal static class EventText
{
    private const int StackChars = 2_048;

    /// <summary>The stock encoder, which leaves format characters (U+202E and its kin) raw unless told otherwise.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(SafeCharacters());

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true, MaxDepth = 256 };

    public static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, Encoder);

    /// <summary>Whether a character may stand in no line of ours unescaped: controls, bidirectional and other format characters, line separators.</summary>
    public static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, string value, int limit)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, value, limit);
    }

    /// <summary>Writes a text of at most <paramref name="limit"/> bytes of UTF-8, the mark included.</summary>
    public static void WriteValue(Utf8JsonWriter writer, string value, int limit = int.MaxValue)
    {
        // As many characters as bytes are more than enough to cut from: a text of megabytes costs no more than a long one.
        var cutFrom = value.Length > limit ? Encoding.UTF8.GetByteCount(value) : 0;

        if (cutFrom > 0)
        {
            value = value[..limit];
        }

        if (value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            value = MarkLoneSurrogates(value);
        }

        if (cutFrom == 0 && value.Length > limit / 3 && Encoding.UTF8.GetByteCount(value) is var bytes && bytes > limit)
        {
            cutFrom = bytes;
        }

        if (cutFrom > 0)
        {
            WriteTruncated(writer, value, limit, cutFrom);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    /// <summary>Half a character is no text: it becomes U+FFFD followed by its code in brackets, so that nothing is silently lost.</summary>
    public static string MarkLoneSurrogates(string text)
    {
        StringBuilder? marked = null;
        var kept = 0;

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            marked ??= new StringBuilder(text.Length + 16);
            marked.Append(text, kept, i - kept).Append(CultureInfo.InvariantCulture, $"\uFFFD[{(int)text[i]:X4}]");
            kept = i + 1;
        }

        return marked is null ? text : marked.Append(text, kept, text.Length - kept).ToString();
    }

    private static void WriteTruncated(Utf8JsonWriter writer, string value, int limit, int bytes)
    {
        Span<char> suffix = stackalloc char[48];
        suffix.TryWrite(CultureInfo.InvariantCulture, $"\u2026[truncated, {bytes} bytes]", out var suffixLength);

        // The ellipsis is the one character of the mark that takes three bytes.
        var keptChars = CharsWithin(value, Math.Max(0, limit - suffixLength - 2));
        var length = keptChars + suffixLength;
        var cut = length <= StackChars ? stackalloc char[length] : new char[length];
        value.AsSpan(0, keptChars).CopyTo(cut);
        suffix[..suffixLength].CopyTo(cut[keptChars..]);
        writer.WriteStringValue(cut);
    }

    private static int CharsWithin(string value, int limit)
    {
        var chars = 0;
        var bytes = 0;

        foreach (var rune in value.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > limit)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            chars += rune.Utf16SequenceLength;
        }

        return chars;
    }

    private static TextEncoderSettings SafeCharacters()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);

        for (var code = 0; code <= char.MaxValue; code++)
        {
            if (Rune.TryCreate(code, out var rune) && IsUnsafe(rune))
            {
                settings.ForbidCharacter((char)code);
            }
        }

        return settings;
    }
}
