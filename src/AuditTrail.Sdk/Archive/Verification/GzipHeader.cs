namespace AuditTrail.Archive.Verification;

/// <summary>The header of a gzip member (RFC 1952, 2.3).</summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;
    private const byte Deflate = 8;
    private const byte HasChecksum = 2;
    private const byte HasExtra = 4;
    private const byte HasName = 8;
    private const byte HasComment = 16;
    private const byte Reserved = 0xE0;

    /// <summary>Its length; null when it is longer than <paramref name="data"/>.</summary>
    /// <exception cref="InvalidDataException">It is no header of gzip.</exception>
    public static int? LengthOf(ReadOnlySpan<byte> data)
    {
        if (data.Length < FixedLength)
        {
            return null;
        }

        var flags = data[3];
        if (!IsMagic(data) || data[2] != Deflate || (flags & Reserved) != 0)
        {
            throw new InvalidDataException("The file does not begin with a header of gzip.");
        }

        var length = FixedLength;
        if ((flags & HasExtra) != 0)
        {
            if (data.Length < length + 2)
            {
                return null;
            }

            length += 2 + (data[length] | data[length + 1] << 8);
        }

        if (!SkipText(data, flags & HasName, ref length) || !SkipText(data, flags & HasComment, ref length))
        {
            return null;
        }

        if ((flags & HasChecksum) == 0)
        {
            return length <= data.Length ? length : null;
        }

        return data.Length < length + 2 ? null
            : (ushort)Crc32.Continue(0, data[..length]) == (data[length] | data[length + 1] << 8) ? length + 2
            : throw new InvalidDataException("The gzip header's checksum is wrong.");
    }

    public static bool IsMagic(ReadOnlySpan<byte> data) => data.StartsWith([(byte)0x1F, (byte)0x8B]);

    private static bool SkipText(ReadOnlySpan<byte> data, int isThere, ref int length)
    {
        if (isThere == 0)
        {
            return true;
        }

        var end = length <= data.Length ? data[length..].IndexOf((byte)0) : -1;
        length += end + 1;
        return end >= 0;
    }
}
