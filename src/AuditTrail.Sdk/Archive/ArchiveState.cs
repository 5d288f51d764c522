using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Archive;

/// <summary>How far an archive is: moves with the trail's cursor, or not at all.</summary>
internal sealed record ArchiveState
{
    private const int Version = 1;

    /// <summary>Bucket, folder and name of the chain that this is the state of.</summary>
    public required string Chain { get; init; }

    /// <summary>The last step that is in the store.</summary>
    public long Step { get; init; }

    /// <summary>The trail's epoch when its last event came.</summary>
    public long Epoch { get; init; }

    /// <summary>The last number of the stream that is in the archive, in this epoch.</summary>
    public long Sequence { get; init; }

    /// <summary>The last number of the trail that is in the archive, in this epoch.</summary>
    public long TrailSequence { get; init; }

    /// <summary>The ids of the trail's own markers in the last log file: they have no number of the stream to be known by.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];

    /// <summary>When the last log file was published; names never go behind it.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The newest digest; null before the first.</summary>
    public ChainHead? Head { get; init; }

    /// <summary>Published, and in no digest yet; oldest first.</summary>
    public IReadOnlyList<ArchivedFile> Files { get; init; } = [];

    public override string ToString()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("chain", Chain);
            writer.WriteNumber("step", Step);
            writer.WriteNumber("epoch", Epoch);
            writer.WriteNumber("sequence", Sequence);
            writer.WriteNumber("trailSequence", TrailSequence);
            WriteTexts(writer, "markers", Markers);
            writer.WriteNumber("time", Time.ToUnixTimeSeconds());
            if (Head is { } head)
            {
                writer.WriteStartObject("head");
                writer.WriteNumber("end", head.EndTime.ToUnixTimeSeconds());
                writer.WriteString("bucket", head.Link.Bucket);
                writer.WriteString("key", head.Link.Key);
                writer.WriteString("hash", head.Link.HashValue);
                writer.WriteString("signature", head.Link.Signature);
                writer.WriteEndObject();
            }

            WriteTexts(writer, "files", Files.Select(file => file.ToString()));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads a state; null when there is none, or none of this version.</summary>
    public static ArchiveState? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("version").GetInt32() == Version ? Read(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            // Of another sink that this trail had before.
            return null;
        }
    }

    private static ArchiveState Read(JsonElement state) => new()
    {
        Chain = Text(state, "chain"),
        Step = state.GetProperty("step").GetInt64(),
        Epoch = state.GetProperty("epoch").GetInt64(),
        Sequence = state.GetProperty("sequence").GetInt64(),
        TrailSequence = state.GetProperty("trailSequence").GetInt64(),
        Markers = [.. state.GetProperty("markers").EnumerateArray().Select(id => id.GetString() ?? "")],
        Time = DateTimeOffset.FromUnixTimeSeconds(state.GetProperty("time").GetInt64()),
        Head = state.TryGetProperty("head", out var head) ? ReadHead(head) : null,
        Files = [.. state.GetProperty("files").EnumerateArray().Select(file => ArchivedFile.Parse(file.GetString() ?? ""))],
    };

    private static ChainHead ReadHead(JsonElement head) => new(
        DateTimeOffset.FromUnixTimeSeconds(head.GetProperty("end").GetInt64()),
        new DigestLink { Bucket = Text(head, "bucket"), Key = Text(head, "key"), HashValue = Text(head, "hash"), Signature = Text(head, "signature") });

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"The state's {name} is null.");
}
