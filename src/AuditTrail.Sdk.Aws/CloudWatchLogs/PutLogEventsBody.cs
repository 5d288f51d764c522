using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>Writes the JSON of <c>PutLogEvents</c>. One for each sink: its memory is used again.</summary>
internal sealed class PutLogEventsBody(string group, LogEventEntity? entity)
{
    // Of a record only quotes and backslashes are escaped: everything else in it would only grow.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonEncodedText LogGroupName = JsonEncodedText.Encode("logGroupName");
    private static readonly JsonEncodedText LogStreamName = JsonEncodedText.Encode("logStreamName");
    private static readonly JsonEncodedText LogEvents = JsonEncodedText.Encode("logEvents");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The body of a call with these events.</summary>
    public byte[] Of(string stream, LogEventBatch batch, Range call)
    {
        using var writer = Begin(stream);
        foreach (ref readonly var item in batch.Events[call])
        {
            Write(writer, item.Timestamp, batch.MessageOf(item));
        }

        return End(writer);
    }

    /// <summary>The body of a call that stores nothing: one event from 1970, which CloudWatch Logs refuses as too old if all else is right.</summary>
    public byte[] OfProbe(string stream)
    {
        using var writer = Begin(stream);
        Write(writer, 0, "audittrail: is this call right but for its events?"u8);
        return End(writer);
    }

    private Utf8JsonWriter Begin(string stream)
    {
        _buffer.ResetWrittenCount();
        var writer = new Utf8JsonWriter(_buffer, Plain);
        writer.WriteStartObject();
        writer.WriteString(LogGroupName, group);
        writer.WriteString(LogStreamName, stream);
        if (entity is not null)
        {
            writer.WriteStartObject("entity"u8);
            writer.WriteStartObject("keyAttributes"u8);
            writer.WriteString("Type"u8, "Service"u8);
            writer.WriteString("Name"u8, entity.Name);
            writer.WriteString("Environment"u8, entity.Environment);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteStartArray(LogEvents);
        return writer;
    }

    private static void Write(Utf8JsonWriter writer, long timestamp, ReadOnlySpan<byte> message)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Timestamp, timestamp);
        writer.WriteString(Message, message);
        writer.WriteEndObject();
    }

    private byte[] End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
