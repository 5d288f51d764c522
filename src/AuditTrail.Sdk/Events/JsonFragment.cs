using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>One JSON value of any shape, valid and on one line; numbers and escapes keep the spelling they were read with.</summary>
/// <remarks>
/// White space between tokens is dropped, and raw characters that could break a line or deceive a terminal (controls, bidirectional marks) are escaped;
/// nothing else changes. Immutable and thread-safe. Two fragments are equal when their text is.
/// </remarks>
public sealed class JsonFragment : IEquatable<JsonFragment>
{
    private readonly ReadOnlyMemory<byte> _utf8;

    internal JsonFragment(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The JSON value <c>null</c>, as CloudTrail writes it for <c>responseElements</c> where a call returned nothing.</summary>
    public static JsonFragment Null { get; } = new("null"u8.ToArray());

    /// <summary>The JSON text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>What kind of value this is.</summary>
    public JsonValueKind ValueKind => _utf8.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    /// <summary>The value of a member of this object, or null when there is none or this is no object.</summary>
    /// <param name="name">The member's name, compared exactly.</param>
    public JsonFragment? this[string name] => Member(name);

    /// <summary>The value of an element of this array, or null when there is none or this is no array.</summary>
    /// <param name="index">The element's place, from 0.</param>
    public JsonFragment? this[int index] => Element(index);

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="FormatException">The text is not JSON, not valid UTF-8, nested deeper than 64, or an object in it names a member twice.</exception>
    public static JsonFragment Parse(ReadOnlySpan<byte> utf8Json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8Json))
        {
            throw EventFormat.NotUtf8(utf8Json);
        }

        var reader = new Utf8JsonReader(utf8Json, EventFormat.ReaderOptions);

        try
        {
            reader.Read();
            var fragment = Read(ref reader, "$");
            // Throws when there is more text.
            reader.Read();
            return fragment;
        }
        catch (JsonException exception)
        {
            throw EventFormat.NotJson(exception, reader);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static JsonFragment Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads one JSON value, or says that it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out JsonFragment? fragment)
    {
        try
        {
            fragment = Parse(utf8Json);
            return true;
        }
        catch (FormatException)
        {
            fragment = null;
            return false;
        }
    }

    /// <summary>The value as a <see cref="JsonElement"/>, independent of this fragment.</summary>
    public JsonElement AsElement()
    {
        var reader = new Utf8JsonReader(_utf8.Span, EventFormat.ReaderOptions);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The text of a JSON string, or null when this is none.</summary>
    public string? AsText()
    {
        if (ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var reader = new Utf8JsonReader(_utf8.Span);
        reader.Read();
        return RawText.Unescape(ref reader);
    }

    /// <inheritdoc />
    public bool Equals(JsonFragment? other) => other is not null && _utf8.Span.SequenceEqual(other._utf8.Span);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as JsonFragment);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8.Span);

    /// <summary>Reads the value at which the reader stands.</summary>
    internal static JsonFragment Read(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Null;
        }

        var scratch = JsonScratch.Rent();

        try
        {
            scratch.Copy.Copy(ref reader, scratch.Output, CopyRules.Reading, path);
            return new(scratch.Output.Written.ToArray());
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private JsonFragment? Member(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var reader = new Utf8JsonReader(_utf8.Span, EventFormat.ReaderOptions);

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = string.Equals(RawText.Unescape(ref reader), name, StringComparison.Ordinal);
            reader.Read();

            if (Slice(ref reader) is var value && found)
            {
                return value;
            }
        }

        return null;
    }

    private JsonFragment? Element(int index)
    {
        var reader = new Utf8JsonReader(_utf8.Span, EventFormat.ReaderOptions);

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (Slice(ref reader) is var value && i == index)
            {
                return value;
            }
        }

        return null;
    }

    private JsonFragment Slice(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(_utf8[start..(int)reader.BytesConsumed]);
    }
}
