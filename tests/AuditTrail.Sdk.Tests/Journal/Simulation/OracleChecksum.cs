namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>CRC-32C by table, written from FORMAT.md; also backwards, for a segment whose salt is unreadable.</summary>
internal static class OracleChecksum
{
    public const uint Start = 0xFFFFFFFF;

    private static readonly uint[] Table = MakeTable();
    private static readonly byte[] Inverse = MakeInverse();

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Start, bytes);

    /// <summary>The state after more bytes; a checksum is the complement of the state.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>The state before <paramref name="bytes"/>, when the state after them is known.</summary>
    public static uint Remove(uint state, ReadOnlySpan<byte> bytes)
    {
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var index = Inverse[state >> 24];
            state = ((state ^ Table[index]) << 8) | (uint)(index ^ bytes[i]);
        }

        return state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 1 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }

    private static byte[] MakeInverse()
    {
        // The top bytes of the table are all different, which is what makes a CRC reversible.
        var inverse = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            inverse[Table[i] >> 24] = (byte)i;
        }

        return inverse;
    }
}
