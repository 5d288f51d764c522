using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Completes no call before it is released.</summary>
internal sealed class HoldingRecorder : CollectingRecorder
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.TrySetResult();

    public override async ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        var receipt = await base.RecordAsync(auditEvent, options, cancellationToken);
        await _released.Task;
        return receipt;
    }
}
