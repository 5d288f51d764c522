using System.Buffers;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.Benchmarks.Web;

/// <summary>Builds each event, writes its JSON and drops it: what HttpLogging does that formats into a logger that drops.</summary>
internal sealed class SerialisingRecorder : IAuditRecorder
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public string Name => "";

    public string Source => SampleEvent.Source;

    public ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) =>
        RecordAsync(auditEvent.Build(), options, cancellationToken);

    public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        RecordWriter.Write(auditEvent, buffer);
        return default;
    }

    public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) => throw new NotSupportedException();

    public RecorderStatus GetStatus() => throw new NotSupportedException();
}
