using System.Buffers.Binary;

namespace AuditTrail.Journal;

/// <summary>One of the two slots of HEAD (FORMAT.md): what the segments alone cannot say.</summary>
/// <param name="Generation">The valid slot with the higher one counts.</param>
/// <param name="Durable">The highest sequence known to be synced: a journal that ends before it lost its end.</param>
/// <param name="DeletedThrough">Entries up to here were deleted on purpose: their absence is no loss.</param>
/// <param name="Epoch">The opening that wrote this.</param>
/// <param name="Stream">The journal's life.</param>
internal readonly record struct HeadSlot(long Generation, long Durable, long DeletedThrough, long Epoch, Guid Stream)
{
    public const int Size = 512;

    private static ReadOnlySpan<byte> Magic => "ATJHEAD1"u8;

    public static bool TryParse(ReadOnlySpan<byte> bytes, out HeadSlot slot)
    {
        slot = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[508..]) != Crc32C.Of(bytes[..508]))
        {
            return false;
        }

        slot = new HeadSlot(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            new Guid(bytes.Slice(40, 16), bigEndian: true));
        return slot is { Generation: > 0, Durable: >= 0, DeletedThrough: >= 0 };
    }

    public void EncodeTo(Span<byte> bytes)
    {
        bytes = bytes[..Size];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Durable);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], DeletedThrough);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Epoch);
        Stream.TryWriteBytes(bytes[40..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[508..], Crc32C.Of(bytes[..508]));
    }
}
