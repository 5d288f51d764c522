using System.Buffers.Binary;

namespace AuditTrail.Journal;

/// <summary>The 48 bytes before a payload (FORMAT.md). Written in two steps: what the caller knows, then what only the segment's writer knows.</summary>
internal readonly record struct FrameHeader(FrameKind Kind, int PayloadLength, long Sequence, long Durable, long TimeNanoseconds, uint PayloadCrc, FrameFlags Flags)
{
    public const int Size = 48;

    /// <summary>The format's limit; a larger length is damage, whatever its checksum says.</summary>
    public const int MaxPayload = 512 << 10;

    /// <summary>Header, payload and padding.</summary>
    public int FrameLength => LengthOf(PayloadLength);

    private static ReadOnlySpan<byte> Magic => "ATR"u8;

    public static int LengthOf(int payloadLength) => (Size + payloadLength + 7) & ~7;

    /// <summary>Writes header and payload of a frame, without what <see cref="Stamp"/> adds.</summary>
    public static void Begin(Span<byte> frame, FrameKind kind, FrameFlags flags, long sequence, DateTimeOffset time, ReadOnlySpan<byte> payload)
    {
        frame[..Size].Clear();
        Magic.CopyTo(frame);
        frame[3] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], NanoTime.From(time));
        BinaryPrimitives.WriteUInt16LittleEndian(frame[36..], (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[38..], Size);
        payload.CopyTo(frame[Size..]);
        frame[(Size + payload.Length)..LengthOf(payload.Length)].Clear();
    }

    public static int PayloadLengthAt(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32LittleEndian(frame[4..]);

    public static long SequenceAt(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt64LittleEndian(frame[8..]);

    /// <summary>Adds what depends on the segment: the durable sequence and the checksums. May be repeated for another segment.</summary>
    public static void Stamp(Span<byte> frame, uint seed, long durable)
    {
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], durable);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[32..], Crc32C.Continue(seed, frame.Slice(Size, PayloadLengthAt(frame))));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[44..], Crc32C.Continue(seed, frame[..44]));
    }

    /// <summary>True for a header that belongs to the segment with this seed; the payload is not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, uint seed, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) != Crc32C.Continue(seed, bytes[..44]))
        {
            return false;
        }

        header = new FrameHeader(
            (FrameKind)bytes[3],
            PayloadLengthAt(bytes),
            SequenceAt(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            (FrameFlags)BinaryPrimitives.ReadUInt16LittleEndian(bytes[36..]));
        return header is { Kind: FrameKind.Event or FrameKind.Marker or FrameKind.Seal, PayloadLength: >= 0 and <= MaxPayload, Sequence: > 0, Durable: >= 0 }
            && BinaryPrimitives.ReadUInt16LittleEndian(bytes[38..]) == Size;
    }

    /// <summary>The seed under which this frame's header is whole: what a lost segment header would have said.</summary>
    public static uint SeedOf(ReadOnlySpan<byte> frame) => Crc32C.Before(BinaryPrimitives.ReadUInt32LittleEndian(frame[44..]), frame[..44]);

    public bool Matches(ReadOnlySpan<byte> payload, uint seed) => Crc32C.Continue(seed, payload) == PayloadCrc;
}
