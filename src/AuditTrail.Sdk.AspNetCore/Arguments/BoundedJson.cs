using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AuditTrail.AspNetCore;

/// <summary>Takes what a converter writes, and stops one that goes on for too long.</summary>
internal sealed class BoundedJson : IBufferWriter<byte>
{
    public const int MaxBytes = 8_192;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _length;

    /// <summary>What stands in the place of a value that is too large, as the core writes it.</summary>
    public static JsonElement TooLarge { get; } = Parse("{\"omitted\":true,\"reason\":\"size\"}"u8);

    /// <summary>The value as JSON, or the mark. What a converter throws goes through.</summary>
    public static JsonElement Read(object value, JsonTypeInfo type, ref CaptureContext context)
    {
        var buffer = new BoundedJson();
        try
        {
            using var writer = new Utf8JsonWriter(buffer);
            JsonSerializer.Serialize(writer, value, type);
            writer.Flush();
        }
        catch (TooLongException)
        {
            return TooLarge;
        }

        return context.TryTake(buffer._length) ? Parse(buffer._bytes.AsSpan(0, buffer._length)) : TooLarge;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint) ? _bytes.AsMemory(_length) : throw new TooLongException();

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint) ? _bytes.AsSpan(_length) : throw new TooLongException();

    private bool Room(int bytes) => Math.Max(bytes, 1) <= MaxBytes - _length;

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        return JsonElement.ParseValue(ref reader);
    }

    private sealed class TooLongException : Exception;
}
