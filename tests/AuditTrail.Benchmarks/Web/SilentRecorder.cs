using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.Benchmarks.Web;

/// <summary>Drops what it is given, so that what is left is the middleware's own cost.</summary>
internal sealed class SilentRecorder : IAuditRecorder
{
    public string Name => "";

    public string Source => "orders.example.com";

    public ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) => default;

    public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) => default;

    public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) => throw new NotSupportedException();

    public RecorderStatus GetStatus() => throw new NotSupportedException();
}
