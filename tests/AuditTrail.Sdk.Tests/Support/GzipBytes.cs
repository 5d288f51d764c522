using System.IO.Compression;
using System.Text;

namespace AuditTrail.Tests.Support;

/// <summary>gzip in memory.</summary>
internal static class GzipBytes
{
    public static byte[] Of(string content, CompressionLevel level = CompressionLevel.Optimal) => Of(Encoding.UTF8.GetBytes(content), level);

    public static byte[] Of(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Optimal)
    {
        if (content.IsEmpty)
        {
            return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]; // .NET writes nothing at all then
        }

        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    public static byte[] ContentOf(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
