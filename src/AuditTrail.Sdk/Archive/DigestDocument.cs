using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuditTrail.Archive;

/// <summary>A digest's content, in CloudTrail's JSON: what was published in a span of time, and which digest came before.</summary>
/// <remarks>Source: AWS CloudTrail User Guide, "CloudTrail digest file structure". Times are kept as they are written: they are signed as text.</remarks>
internal sealed record DigestDocument
{
    public const string HashAlgorithm = "SHA-256";
    public const string SignatureAlgorithm = "SHA256withRSA";

    private static readonly JsonWriterOptions AsTheyAre = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string AccountId { get; init; }

    public required string StartTime { get; init; }

    public required string EndTime { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string PublicKeyFingerprint { get; init; }

    public string DigestSignatureAlgorithm { get; init; } = SignatureAlgorithm;

    public string? NewestEventTime { get; init; }

    public string? OldestEventTime { get; init; }

    /// <summary>The digest before this one; null in a starting digest.</summary>
    public DigestLink? Previous { get; init; }

    public IReadOnlyList<DigestLogFile> LogFiles { get; init; } = [];

    /// <summary>The bytes that are hashed, signed and compressed.</summary>
    public byte[] ToUtf8Json()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, AsTheyAre))
        {
            writer.WriteStartObject();
            writer.WriteString("awsAccountId", AccountId);
            writer.WriteString("digestStartTime", StartTime);
            writer.WriteString("digestEndTime", EndTime);
            writer.WriteString("digestS3Bucket", Bucket);
            writer.WriteString("digestS3Object", Key);
            writer.WriteString("digestPublicKeyFingerprint", PublicKeyFingerprint);
            writer.WriteString("digestSignatureAlgorithm", DigestSignatureAlgorithm);
            writer.WriteString("newestEventTime", NewestEventTime);
            writer.WriteString("oldestEventTime", OldestEventTime);
            writer.WriteString("previousDigestS3Bucket", Previous?.Bucket);
            writer.WriteString("previousDigestS3Object", Previous?.Key);
            writer.WriteString("previousDigestHashValue", Previous?.HashValue);
            writer.WriteString("previousDigestHashAlgorithm", Previous?.HashAlgorithm);
            writer.WriteString("previousDigestSignature", Previous?.Signature);
            writer.WriteStartArray("logFiles");
            foreach (var file in LogFiles)
            {
                Write(writer, file);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a digest, ours or AWS's. Unknown members are ignored.</summary>
    /// <exception cref="FormatException">It is not a digest; the message names the member that is missing or wrong.</exception>
    public static DigestDocument Parse(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The digest is not the JSON of one: {exception.Message}", exception);
        }
    }

    private static DigestDocument Read(JsonElement root) => new()
    {
        AccountId = Required(root, "awsAccountId"),
        StartTime = Required(root, "digestStartTime"),
        EndTime = Required(root, "digestEndTime"),
        Bucket = Required(root, "digestS3Bucket"),
        Key = Required(root, "digestS3Object"),
        PublicKeyFingerprint = Required(root, "digestPublicKeyFingerprint"),
        DigestSignatureAlgorithm = Required(root, "digestSignatureAlgorithm"),
        NewestEventTime = Optional(root, "newestEventTime"),
        OldestEventTime = Optional(root, "oldestEventTime"),
        Previous = Optional(root, "previousDigestS3Object") is { } key
            ? new DigestLink
            {
                Bucket = Required(root, "previousDigestS3Bucket"),
                Key = key,
                HashValue = Required(root, "previousDigestHashValue"),
                HashAlgorithm = Required(root, "previousDigestHashAlgorithm"),
                Signature = Required(root, "previousDigestSignature"),
            }
            : null,
        LogFiles = [.. Member(root, "logFiles").EnumerateArray().Select(ReadLogFile)],
    };

    private static DigestLogFile ReadLogFile(JsonElement file) => new()
    {
        Bucket = Required(file, "s3Bucket"),
        Key = Required(file, "s3Object"),
        HashValue = Required(file, "hashValue"),
        HashAlgorithm = Required(file, "hashAlgorithm"),
        NewestEventTime = Optional(file, "newestEventTime"),
        OldestEventTime = Optional(file, "oldestEventTime"),
    };

    private static void Write(Utf8JsonWriter writer, DigestLogFile file)
    {
        writer.WriteStartObject();
        writer.WriteString("s3Bucket", file.Bucket);
        writer.WriteString("s3Object", file.Key);
        writer.WriteString("hashValue", file.HashValue);
        writer.WriteString("hashAlgorithm", file.HashAlgorithm);
        writer.WriteString("newestEventTime", file.NewestEventTime);
        writer.WriteString("oldestEventTime", file.OldestEventTime);
        writer.WriteEndObject();
    }

    private static string Required(JsonElement element, string name) =>
        Optional(element, name) ?? throw new FormatException($"The digest's {name} is missing.");

    private static string? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member : throw new FormatException($"The digest's {name} is missing.");
}
