using System.Text;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Enough of HPACK (RFC 7541) for a test: writes literals without compression, and reads what Kestrel writes.</summary>
internal sealed class HpackReader
{
    private static readonly string[] StaticNames =
    [
        "", ":authority", ":method", ":method", ":path", ":path", ":scheme", ":scheme", ":status", ":status", ":status", ":status", ":status", ":status", ":status",
        "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
        "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type", "cookie", "date", "etag",
        "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location",
        "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie", "strict-transport-security",
        "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
    ];

    private static readonly string[] StaticStatuses = ["200", "204", "206", "304", "400", "404", "500"];

    // The newest first.
    private readonly List<(string Name, string Value)> _dynamic = [];

    public static byte[] Encode((string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            // A literal that is not indexed, with a new name.
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    public List<(string Name, string Value)> Read(ReadOnlySpan<byte> block)
    {
        var headers = new List<(string, string)>();
        var position = 0;
        while (position < block.Length)
        {
            var first = block[position];
            if ((first & 0x80) != 0)
            {
                headers.Add(At(ReadNumber(block, ref position, 7)));
            }
            else if ((first & 0xE0) == 0x20)
            {
                ReadNumber(block, ref position, 5);
            }
            else
            {
                var isKept = (first & 0x40) != 0;
                var index = ReadNumber(block, ref position, isKept ? 6 : 4);
                var name = index == 0 ? ReadText(block, ref position) : At(index).Name;
                var header = (name, ReadText(block, ref position));
                headers.Add(header);
                if (isKept)
                {
                    _dynamic.Insert(0, header);
                }
            }
        }

        return headers;
    }

    private (string Name, string Value) At(int index) => index switch
    {
        >= 62 => _dynamic[index - 62],
        >= 8 and <= 14 => (":status", StaticStatuses[index - 8]),
        _ => (StaticNames[index], ""),
    };

    private static void AddText(List<byte> block, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        AddNumber(block, bytes.Length, 7);
        block.AddRange(bytes);
    }

    private static void AddNumber(List<byte> block, int value, int bits)
    {
        var max = (1 << bits) - 1;
        if (value < max)
        {
            block.Add((byte)value);
            return;
        }

        block.Add((byte)max);
        for (value -= max; value >= 128; value >>= 7)
        {
            block.Add((byte)((value & 127) | 128));
        }

        block.Add((byte)value);
    }

    private static int ReadNumber(ReadOnlySpan<byte> block, ref int position, int bits)
    {
        var max = (1 << bits) - 1;
        var value = block[position++] & max;
        if (value < max)
        {
            return value;
        }

        for (var shift = 0; ; shift += 7)
        {
            var next = block[position++];
            value += (next & 127) << shift;
            if ((next & 128) == 0)
            {
                return value;
            }
        }
    }

    private static string ReadText(ReadOnlySpan<byte> block, ref int position)
    {
        // Kestrel writes no Huffman code.
        Assert.Equal(0, block[position] & 0x80);
        var length = ReadNumber(block, ref position, 7);
        var text = Encoding.ASCII.GetString(block.Slice(position, length));
        position += length;
        return text;
    }
}
