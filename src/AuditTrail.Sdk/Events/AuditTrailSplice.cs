using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace AuditTrail.Events;

/// <summary>Puts <c>additionalEventData.auditTrail</c> into a payload: the numbers that do not exist yet when an event is written to the journal.</summary>
/// <remarks>Allocates nothing; reads only the payload's last bytes.</remarks>
internal static class AuditTrailSplice
{
    /// <summary>By how much a payload grows at most.</summary>
    public const int MaxBytes = 256;

    /// <summary>Writes the final record.</summary>
    /// <param name="payload">What <see cref="RecordWriter"/> wrote: one JSON object without white space.</param>
    /// <param name="hasAdditionalEventData">Whether the payload's last member is <c>additionalEventData</c>, an object.</param>
    /// <param name="stream">The journal's life.</param>
    /// <param name="sequence">The event's number in the stream.</param>
    /// <param name="trailSequence">The event's number in the trail.</param>
    /// <param name="time">When it was recorded.</param>
    /// <param name="output">Where the record goes.</param>
    public static void Write(
        ReadOnlySpan<byte> payload, bool hasAdditionalEventData, Guid stream, long sequence, long trailSequence, DateTimeOffset time, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var closing = hasAdditionalEventData ? "}}"u8 : "}"u8;
        Debug.Assert(payload.Length > closing.Length && payload.EndsWith(closing), "The payload is an object, and ends with the one that is spliced.");

        var kept = payload[..^closing.Length];
        var start = output.GetSpan(kept.Length + MaxBytes);
        kept.CopyTo(start);
        var length = kept.Length;

        if (kept[^1] != (byte)'{')
        {
            start[length++] = (byte)',';
        }

        length += Put(hasAdditionalEventData ? [] : "\"additionalEventData\":{"u8, start[length..]);
        length += Put("\"auditTrail\":{\"stream\":\""u8, start[length..]);
        stream.TryFormat(start[length..], out var written);
        length += written;
        length += Put("\",\"sequence\":"u8, start[length..]);
        length += Put(sequence, start[length..]);
        length += Put(",\"trailSequence\":"u8, start[length..]);
        length += Put(trailSequence, start[length..]);
        length += Put(",\"time\":\""u8, start[length..]);
        time.UtcDateTime.TryFormat(start[length..], out written, "O", CultureInfo.InvariantCulture);
        length += written;
        length += Put("\"}}}"u8, start[length..]);
        output.Advance(length);
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> to)
    {
        text.CopyTo(to);
        return text.Length;
    }

    private static int Put(long number, Span<byte> to)
    {
        number.TryFormat(to, out var written, provider: CultureInfo.InvariantCulture);
        return written;
    }
}
