using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace AuditTrail.Storage;

/// <summary>A JSON document with the SHA-256 of its content: <c>{"sha256":"…","content":{…}}</c>.</summary>
internal static class SealedDocument
{
    public static byte[] Seal(Action<Utf8JsonWriter> writeContent)
    {
        var content = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(content))
        {
            writeContent(writer);
        }

        var document = new ArrayBufferWriter<byte>(content.WrittenCount + 128);
        using (var writer = new Utf8JsonWriter(document))
        {
            writer.WriteStartObject();
            writer.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan)));
            writer.WritePropertyName("content");
            writer.WriteRawValue(content.WrittenSpan, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return document.WrittenSpan.ToArray();
    }

    /// <summary>Reads the content, or says false when the document is damaged in any way.</summary>
    public static bool TryOpen<T>(ReadOnlyMemory<byte> document, Func<JsonElement, T> readContent, out T? content)
        where T : class
    {
        content = null;
        try
        {
            using var parsed = JsonDocument.Parse(document);
            var body = parsed.RootElement.GetProperty("content");
            var hash = Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(body)));
            if (!string.Equals(hash, parsed.RootElement.GetProperty("sha256").GetString(), StringComparison.Ordinal))
            {
                return false;
            }

            content = readContent(body);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            return false;
        }
    }
}
