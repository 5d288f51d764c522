using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuditTrail.Journal;

/// <summary>The first 128 bytes of a segment (FORMAT.md).</summary>
internal readonly record struct SegmentHeader(UInt128 Salt, long Index, long FirstSequence, long Epoch, long CreatedNanoseconds, Guid Stream)
{
    public const int Size = 128;
    private const ushort Version = 1;

    /// <summary>The checksum's state after the salt: what every checksum of the segment's frames begins with.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> salt = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(salt, Salt);
            return Crc32C.Of(salt);
        }
    }

    private static ReadOnlySpan<byte> Magic => "ATJSEG01"u8;

    public static SegmentHeader New(long index, long firstSequence, long epoch, DateTimeOffset created, Guid stream) =>
        new(BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16)), index, firstSequence, epoch, NanoTime.From(created), stream);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[124..]) != Crc32C.Of(bytes[..124]))
        {
            return false;
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            new Guid(bytes.Slice(64, 16), bigEndian: true));
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) == Version && BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) == Size
            && header is { Index: > 0, FirstSequence: > 0 };
    }

    public void EncodeTo(Span<byte> bytes)
    {
        bytes = bytes[..Size];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], Size);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Index);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], CreatedNanoseconds);
        Stream.TryWriteBytes(bytes[64..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[124..], Crc32C.Of(bytes[..124]));
    }
}
