using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AuditTrail.Storage;

namespace AuditTrail.Archive;

/// <summary>An object's metadata as a file: one flat JSON object of texts.</summary>
internal static class DirectoryMetadata
{
    private const int MaxBytes = 64 * 1024;

    private static readonly JsonWriterOptions AsTheyAre = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string> metadata)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, AsTheyAre))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>The metadata in a file; none when the file is missing or is not what this type writes, which a verifier then says of the object.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path) => ReadBytes(path) is { } bytes ? Parse(bytes) : None;

    /// <summary>The file's bytes, at most as many as metadata has; null when there is no such file.</summary>
    public static byte[]? ReadBytes(string path)
    {
        using var file = NativeFile.TryOpenRegular(path);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[(int)Math.Min(RandomAccess.GetLength(file), MaxBytes)];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        return bytes[..length];
    }

    private static Dictionary<string, string> Parse(byte[] bytes)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(member.Name, member.Value.GetString() ?? ""))
                {
                    return None;
                }
            }

            return metadata;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return None;
        }
    }
}
