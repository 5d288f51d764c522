using System.Buffers;
using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>Writes the journal's payload: the record on one line, within CloudTrail's limits, <c>additionalEventData</c> last.</summary>
/// <remarks>Allocates nothing of its own after a thread's first event. What the record's JSON claims under <c>http</c> and <c>auditTrail</c> is left out.</remarks>
internal static class RecordWriter
{
    /// <summary>The final record with the splice.</summary>
    public const int MaxRecordBytes = 262_144;

    public const int MaxPayloadBytes = MaxRecordBytes - AuditTrailSplice.MaxBytes;

    private static readonly JsonEncodedText AdditionalName = EventText.Name("additionalEventData");

    public static WriteResult Write(AuditEvent auditEvent, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        ArgumentNullException.ThrowIfNull(output);
        var scratch = JsonScratch.Rent();

        try
        {
            var result = WriteWithinLimits(scratch, auditEvent.Fields);
            output.Write(scratch.Output.Written);
            return result;
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private static WriteResult WriteWithinLimits(JsonScratch scratch, EventFields fields)
    {
        var original = 0;

        for (var rung = 0; ; rung++)
        {
            scratch.Output.Clear();
            scratch.Writer.Reset(scratch.Output);
            var additional = WriteRecord(scratch.Writer, fields, RecordLimits.Ladder[rung], original);
            scratch.Writer.Flush();

            if (scratch.Output.Length <= MaxPayloadBytes || rung == RecordLimits.Ladder.Length - 1)
            {
                return new(additional, scratch.Output.Length, rung);
            }

            original = Math.Max(original, scratch.Output.Length);
        }
    }

    private static bool WriteRecord(Utf8JsonWriter writer, EventFields fields, WriteLimits limits, int original)
    {
        writer.WriteStartObject();
        EventShape.Whole.WriteMembers(writer, fields, limits);
        var additional = WriteAdditional(writer, fields, limits, original);
        writer.WriteEndObject();
        return additional;
    }

    private static bool WriteAdditional(Utf8JsonWriter writer, EventFields fields, WriteLimits limits, int original)
    {
        var data = fields.AdditionalEventData is { ValueKind: not JsonValueKind.Null } given ? given : null;

        if (data is null && fields.Http is null && !limits.Skeleton)
        {
            return false;
        }

        writer.WriteStartObject(AdditionalName);

        if (limits.Skeleton)
        {
            // Whatever else went, the record itself says that it is not whole, and how much there was.
            OmittedValue.WriteBytes(writer, original);
        }
        else if (data?.Utf8.Length > limits.AdditionalBytes)
        {
            OmittedValue.WriteBytes(writer, data.Utf8.Length);
        }
        else if (data is not null)
        {
            AdditionalData.WriteMembers(writer, data, stripsTrail: true);
        }

        if (fields.Http is not null)
        {
            AdditionalData.WriteHttp(writer, fields.Http, limits);
        }

        writer.WriteEndObject();
        return true;
    }
}
