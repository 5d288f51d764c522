using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Gives attempts the answer that a test chooses; keeps all events, as a journal may that answers too late.</summary>
internal sealed class AnsweringRecorder(Func<AuditReceipt> answer) : CollectingRecorder
{
    public AnsweringRecorder(RecordOutcome outcome)
        : this(() => new AuditReceipt(outcome, "", Guid.Empty, 0, "THE DISK IS STALLED"))
    {
    }

    public override async ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        var receipt = await base.RecordAsync(auditEvent, options, cancellationToken);
        return options.Phase == RecordPhase.Attempt ? answer() : receipt;
    }
}
