namespace AuditTrail.Recording;

/// <summary>Whether an event announces a deed, or says how an announced one ended. The two have the same <c>sharedEventID</c>.</summary>
public enum RecordPhase
{
    /// <summary>Neither: the event stands for itself. The default.</summary>
    None,

    /// <summary>
    /// The deed is about to be done: recorded with <see cref="AuditGuarantee.Durable"/> before it is begun. When the process dies before an outcome is recorded, the recorder
    /// reports that after the next start, once.
    /// </summary>
    Attempt,

    /// <summary>How the deed ended.</summary>
    Outcome,
}
