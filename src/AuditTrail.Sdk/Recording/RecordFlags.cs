using AuditTrail.Events;
using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>What a frame says about its event.</summary>
internal static class RecordFlags
{
    public static FrameFlags Of(AuditEvent auditEvent, WriteResult written, RecordPhase phase)
    {
        var flags = auditEvent.EventCategory switch { "Data" => FrameFlags.DataEvent, "Insight" => FrameFlags.Insight, _ => FrameFlags.None };
        flags |= written.HasAdditionalEventData ? FrameFlags.HasAdditionalEventData : FrameFlags.None;
        flags |= auditEvent.ReadOnly == true ? FrameFlags.ReadOnly : FrameFlags.None;
        return flags | phase switch { RecordPhase.Attempt => FrameFlags.Attempt, RecordPhase.Outcome => FrameFlags.Outcome, _ => FrameFlags.None };
    }
}
