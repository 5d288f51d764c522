using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

internal static class Some
{
    public static AuditEventBuilder Event(string name = "RefundOrder") => AuditEvent.Create("orders.example.com", name, UserIdentity.User("ana"));

    public static byte[] Payload(AuditEvent auditEvent) => Payload(auditEvent, out _);

    public static byte[] Payload(AuditEvent auditEvent, out WriteResult result)
    {
        var output = new ArrayBufferWriter<byte>();
        result = RecordWriter.Write(auditEvent, output);
        Assert.Equal(result.Bytes, output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }

    public static JsonElement Json(byte[] json) => JsonDocument.Parse(json).RootElement;

    public static JsonElement Json(AuditEvent auditEvent) => Json(auditEvent.ToUtf8Json());

    public static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
