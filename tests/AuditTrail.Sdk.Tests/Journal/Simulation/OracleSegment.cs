using System.Buffers.Binary;
using System.Globalization;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>One segment as FORMAT.md describes it.</summary>
internal sealed class OracleSegment
{
    private const int HeaderBytes = 128;
    private const int FrameBytes = 48;
    private const int MaxPayload = 524_288;

    private OracleSegment(long index, long first)
    {
        Index = index;
        First = first;
    }

    public long Index { get; }

    public long First { get; }

    public long Durable { get; private set; }

    public SortedDictionary<long, OracleEntry> Entries { get; } = [];

    /// <summary>The segment, or null when neither its header nor its first frame can be read.</summary>
    public static OracleSegment? Parse(string name, byte[] file)
    {
        uint salted;
        OracleSegment segment;
        if (HeaderIsWhole(file))
        {
            salted = OracleChecksum.Add(OracleChecksum.Start, file.AsSpan(16, 16));
            segment = new OracleSegment(Number(file, 32), Number(file, 40));
        }
        else if (TryInferSalt(file, out salted))
        {
            // Rule 5 of FORMAT.md.
            segment = new OracleSegment(long.Parse(name.AsSpan(4, 20), CultureInfo.InvariantCulture), Number(file, HeaderBytes + 8));
        }
        else
        {
            return null;
        }

        segment.Scan(name, file, salted);
        return segment;
    }

    private static long Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static bool HeaderIsWhole(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderBytes && file[..8].SequenceEqual("ATJSEG01"u8) && file[8] == 1 && file[10] == HeaderBytes
        && Word(file, 124) == OracleChecksum.Of(file[..124]);

    private static bool TryInferSalt(ReadOnlySpan<byte> file, out uint salted)
    {
        salted = 0;
        if (file.Length < HeaderBytes + FrameBytes)
        {
            return false;
        }

        salted = OracleChecksum.Remove(~Word(file, HeaderBytes + 44), file.Slice(HeaderBytes, 44));
        return TryFrame(file, HeaderBytes, salted, out _);
    }

    private static bool TryFrame(ReadOnlySpan<byte> file, int offset, uint salted, out int length)
    {
        length = 0;
        if (offset + FrameBytes > file.Length)
        {
            return false;
        }

        var frame = file[offset..];
        var size = Word(frame, 4);
        if (!frame[..3].SequenceEqual("ATR"u8) || frame[3] is not (1 or 2 or 4) || size > MaxPayload || offset + FrameBytes + size > file.Length
            || Word(frame, 44) != ~OracleChecksum.Add(salted, frame[..44])
            || Word(frame, 32) != ~OracleChecksum.Add(salted, frame.Slice(FrameBytes, (int)size)))
        {
            return false;
        }

        length = FrameBytes + (int)size;
        return true;
    }

    private void Scan(string name, byte[] file, uint salted)
    {
        var last = long.MinValue;
        for (var offset = HeaderBytes; offset + FrameBytes <= file.Length;)
        {
            if (!TryFrame(file, offset, salted, out var length) || Number(file, offset + 8) <= last)
            {
                offset += 8;
                continue;
            }

            Durable = Math.Max(Durable, Number(file, offset + 16));
            if (file[offset + 3] is 1 or 2)
            {
                last = Number(file, offset + 8);
                Entries[last] = new OracleEntry(file[(offset + FrameBytes)..(offset + length)], name, offset, length);
            }

            offset += (length + 7) & ~7;
        }
    }
}
