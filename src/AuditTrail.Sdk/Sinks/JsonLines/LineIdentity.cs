using System.Text.Json;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>What <c>additionalEventData.auditTrail</c> says about a line: which event it is, and its place in the trail.</summary>
/// <param name="Stream">The journal's life.</param>
/// <param name="Sequence">The number in it; 0 for an event of the trail's own making.</param>
/// <param name="TrailSequence">The number in the trail.</param>
internal readonly record struct LineIdentity(Guid Stream, long Sequence, long TrailSequence)
{
    /// <summary>Reads a line without its line feed.</summary>
    /// <param name="line">The bytes.</param>
    /// <param name="identity">Whose it is; null for a whole line that a trail did not write.</param>
    /// <returns>False when the line is not exactly one JSON object: it is torn.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out LineIdentity? identity)
    {
        identity = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (EntersObject(ref reader, "additionalEventData"u8))
                {
                    identity = ReadAdditionalEventData(ref reader);
                }
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no UTF-8.
            identity = null;
            return false;
        }
    }

    private static LineIdentity? ReadAdditionalEventData(ref Utf8JsonReader reader)
    {
        LineIdentity? identity = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (EntersObject(ref reader, "auditTrail"u8))
            {
                identity = ReadAuditTrail(ref reader);
            }
        }

        return identity;
    }

    private static LineIdentity? ReadAuditTrail(ref Utf8JsonReader reader)
    {
        Guid? stream = null;
        long? sequence = null, trailSequence = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("stream"u8))
            {
                stream = reader.Read() && reader.TokenType == JsonTokenType.String && Guid.TryParse(reader.GetString(), out var guid) ? guid : null;
            }
            else if (reader.ValueTextEquals("sequence"u8))
            {
                sequence = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("trailSequence"u8))
            {
                trailSequence = ReadNumber(ref reader);
            }

            reader.Skip();
        }

        return stream is { } s && sequence is { } n && trailSequence is { } t ? new(s, n, t) : null;
    }

    private static long? ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;

    /// <summary>Moves to the property's value; past it unless it is an object and the property is the one that is looked for.</summary>
    private static bool EntersObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var wanted = reader.ValueTextEquals(name);
        reader.Read();
        if (wanted && reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
