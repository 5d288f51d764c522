using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AuditTrail.Delivery;

/// <summary>An event that a sink refused for ever: one line of the dead-letter file.</summary>
/// <param name="Key">Which event of the trail it is.</param>
/// <param name="Sequence">The event's journal number; 0 for the trail's own markers.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="RejectedAt">When the sink refused it.</param>
/// <param name="Reason">Why, in the sink's words.</param>
/// <param name="Event">The record as the sink saw it.</param>
internal readonly record struct DeadLetter(
    DeadLetterKey Key, long Sequence, DateTimeOffset Time, DateTimeOffset RejectedAt, string Reason, ReadOnlyMemory<byte> Event)
{
    private const int LongestReason = 4096;

    /// <summary>The rejected events of an answered batch, each valid until the next one is asked for.</summary>
    public static IEnumerable<DeadLetter> Of(AnsweredBatch answer, DateTimeOffset rejectedAt)
    {
        var reasons = answer.Result.Rejected.ToDictionary(rejected => rejected.Index, rejected => rejected.Reason ?? "");
        foreach (var refused in answer.Batch.Where(item => reasons.ContainsKey(item.Index)))
        {
            var key = new DeadLetterKey(answer.Batch.Stream, answer.Batch.Epoch, refused.TrailSequence);
            yield return new DeadLetter(key, refused.Sequence, refused.Time, rejectedAt, reasons[refused.Index], refused.Utf8Json);
        }
    }

    /// <summary>Writes the line, its line feed included.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("stream", Key.Stream);
            writer.WriteNumber("epoch", Key.Epoch);
            writer.WriteNumber("sequence", Sequence);
            writer.WriteNumber("trailSequence", Key.TrailSequence);
            writer.WriteString("time", Time);
            writer.WriteString("rejectedAt", RejectedAt);
            writer.WriteString("reason", Reason.AsSpan(0, Math.Min(Reason.Length, LongestReason)));
            writer.WritePropertyName("event");
            writer.WriteRawValue(Event.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line; false for anything else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> line, out DeadLetter letter)
    {
        letter = default;
        try
        {
            using var parsed = JsonDocument.Parse(line);
            var root = parsed.RootElement;
            letter = new DeadLetter(
                new DeadLetterKey(root.GetProperty("stream").GetGuid(), root.GetProperty("epoch").GetInt64(), root.GetProperty("trailSequence").GetInt64()),
                root.GetProperty("sequence").GetInt64(),
                root.GetProperty("time").GetDateTimeOffset(),
                root.GetProperty("rejectedAt").GetDateTimeOffset(),
                root.GetProperty("reason").GetString() ?? "",
                JsonMarshal.GetRawUtf8Value(root.GetProperty("event")).ToArray());
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }
}
