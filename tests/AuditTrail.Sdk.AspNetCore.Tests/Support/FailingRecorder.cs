using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A recorder whose journal is down, and that throws although it was told to go on.</summary>
internal sealed class FailingRecorder : CollectingRecorder
{
    public int Calls { get; private set; }

    public override ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        Calls++;
        throw new AuditRecordingException("JOURNAL DOWN", default);
    }
}
