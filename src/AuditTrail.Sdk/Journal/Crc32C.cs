using System.Buffers.Binary;
using System.Numerics;

namespace AuditTrail.Journal;

/// <summary>CRC-32C (Castagnoli): the processor's instruction where there is one.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> data) => Continue(0, data);

    /// <summary>The checksum of what <paramref name="crc"/> was computed over, followed by <paramref name="data"/>.</summary>
    public static uint Continue(uint crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        while (data.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }

    /// <summary>The inverse of <see cref="Continue"/>: the checksum before <paramref name="data"/> was added.</summary>
    public static uint Before(uint crc, ReadOnlySpan<byte> data)
    {
        Span<uint> table = stackalloc uint[256];
        Span<byte> indexOfTop = stackalloc byte[256];
        for (var i = 0; i < 256; i++)
        {
            table[i] = BitOperations.Crc32C(0, (byte)i);
            indexOfTop[(int)(table[i] >> 24)] = (byte)i;
        }

        var state = ~crc;
        for (var i = data.Length - 1; i >= 0; i--)
        {
            var index = indexOfTop[(int)(state >> 24)];
            state = ((state ^ table[index]) << 8) | (uint)(index ^ data[i]);
        }

        return ~state;
    }
}
