using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>JSON text between its quotation marks, as it was spelt.</summary>
internal static class RawText
{
    /// <summary>ASCII that the encoder leaves as it is.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5F).Where(c => !EventText.Encoder.WillEncode(c)).Select(c => (byte)c)]);

    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Plain);

    /// <summary>Appends the text with everything escaped that may not stand raw in a line.</summary>
    public static void AppendSafe(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) is >= 0 and var other)
        {
            output.Append(text[..other]);
            Rune.DecodeFromUtf8(text[other..], out var rune, out var length);
            AppendRune(output, rune, text.Slice(other, length));
            text = text[(other + length)..];
        }

        output.Append(text);
    }

    /// <summary>Whether an escape names half a character without its other half.</summary>
    public static bool HasLoneSurrogate(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped || reader.ValueSpan.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        var text = Unescaped(reader.ValueSpan);
        return !ReferenceEquals(text, EventText.MarkLoneSurrogates(text));
    }

    /// <summary>The text itself, lone surrogates marked; unlike the reader's own method it refuses none.</summary>
    public static string Unescape(ref Utf8JsonReader reader) => EventText.MarkLoneSurrogates(Unescaped(reader.ValueSpan));

    private static void AppendRune(ByteBuffer output, Rune rune, ReadOnlySpan<byte> bytes)
    {
        if (!EventText.IsUnsafe(rune))
        {
            output.Append(bytes);
            return;
        }

        Span<char> chars = stackalloc char[2];

        foreach (var unit in chars[..rune.EncodeToUtf16(chars)])
        {
            output.Append("\\u"u8);
            ((int)unit).TryFormat(output.GetSpan(4), out var written, "X4", CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }

    private static string Unescaped(ReadOnlySpan<byte> text)
    {
        var raw = Encoding.UTF8.GetString(text);
        var plain = new StringBuilder(raw.Length);

        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                plain.Append(raw[i]);
                continue;
            }

            i++;

            if (raw[i] == 'u')
            {
                plain.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                plain.Append(raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var same => same });
            }
        }

        return plain.ToString();
    }
}
