using System.Text.Json;
using AuditTrail.Storage;

namespace AuditTrail.Archive;

/// <summary>What goes into the store next, and the state when it is there: once this is written, nothing but these bytes is put.</summary>
internal sealed record ArchiveStep
{
    /// <summary>In the order of their puts.</summary>
    public required IReadOnlyList<StagedFile> Files { get; init; }

    public required ArchiveState After { get; init; }

    public byte[] ToDocument() => SealedDocument.Seal(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("files");
        foreach (var file in Files)
        {
            writer.WriteStartObject();
            writer.WriteString("key", file.Key);
            writer.WriteString("hash", file.HashValue);
            writer.WriteNumber("contentBytes", file.ContentBytes);
            writer.WriteNumber("length", file.Length);
            writer.WriteStartObject("metadata");
            foreach (var (name, value) in file.Metadata)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("after", After.ToString());
        writer.WriteEndObject();
    });

    /// <summary>Reads a step, or null when it is damaged in any way.</summary>
    public static ArchiveStep? Parse(ReadOnlyMemory<byte> document) => SealedDocument.TryOpen(document, Read, out var step) ? step : null;

    private static ArchiveStep Read(JsonElement step) => new()
    {
        Files = [.. step.GetProperty("files").EnumerateArray().Select(ReadFile)],
        After = ArchiveState.Parse(step.GetProperty("after").GetString()) ?? throw new FormatException("The step has no state."),
    };

    private static StagedFile ReadFile(JsonElement file) => new()
    {
        Key = file.GetProperty("key").GetString() ?? "",
        HashValue = file.GetProperty("hash").GetString() ?? "",
        ContentBytes = file.GetProperty("contentBytes").GetInt64(),
        Length = file.GetProperty("length").GetInt64(),
        Metadata = file.GetProperty("metadata").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "", StringComparer.Ordinal),
    };
}
