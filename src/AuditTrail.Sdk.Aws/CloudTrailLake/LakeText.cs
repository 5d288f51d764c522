using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>Texts as they stand in an integration event: what they take, and how they are cut.</summary>
internal static class LakeText
{
    /// <summary>What a text that was cut ends with.</summary>
    public const string Mark = "…";

    private const int MarkBytes = 3;

    /// <summary>Escapes what JSON demands: every byte counts twice, as the event itself is a string of the request.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>The bytes of a text in JSON, its quotes apart.</summary>
    public static int JsonBytes(string text)
    {
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += JsonBytes(rune);
        }

        return bytes;
    }

    /// <summary>A text that takes no more than so many bytes in JSON. It is never cut within a character.</summary>
    public static string CutToJson(string text, int most) => Cut(text, most, static rune => JsonBytes(rune));

    /// <summary>A text that takes no more than so many bytes in UTF-8, and so no more characters.</summary>
    public static string CutToUtf8(string text, int most) =>
        Encoding.UTF8.GetByteCount(text) <= most ? text : Cut(text, most, static rune => rune.Utf8SequenceLength);

    /// <summary>A value as text: a string as it is, all else as its JSON; null for null.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => Decode(value),
        _ => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)),
    };

    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    private static string Decode(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: nobody writes them here, and nothing is lost if somebody does.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    private static string Cut(string text, int most, Func<Rune, int> bytesOf)
    {
        var (used, chars) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += bytesOf(rune);
            if (used > most - MarkBytes)
            {
                break;
            }

            chars += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, chars), Mark);
    }

    private static int JsonBytes(Rune rune) => rune.Value switch
    {
        '"' or '\\' or '\b' or '\t' or '\n' or '\f' or '\r' => 2,
        >= ' ' and < 0x7F => 1,
        _ when !Encoder.WillEncode(rune.Value) => rune.Utf8SequenceLength,
        _ => rune.IsBmp ? 6 : 12,
    };
}
