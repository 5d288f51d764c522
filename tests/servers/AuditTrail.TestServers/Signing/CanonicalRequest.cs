using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.TestServers.Signing;

/// <summary>A request in the one form that AWS Signature Version 4 signs.</summary>
internal static class CanonicalRequest
{
    /// <summary>The SHA-256 of the canonical request, in lower-case hexadecimal.</summary>
    public static string HashOf(ReceivedRequest request, IReadOnlyList<string> signedHeaders)
    {
        var text = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(Path(request.Path)).Append('\n')
            .Append(Query(request)).Append('\n');
        foreach (var name in signedHeaders)
        {
            text.Append(name).Append(':').Append(Collapse(request.Header(name) ?? "")).Append('\n');
        }

        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(HexOfHash(request.Body.Span));
        return HexOfHash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static string HexOfHash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // Every service but S3 signs the path encoded once more than it is sent.
    private static string Path(string sent) => sent.Length == 0 ? "/" : string.Join('/', sent.Split('/').Select(Uri.EscapeDataString));

    private static string Query(ReceivedRequest request) => string.Join('&', request.Parameters()
        .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
