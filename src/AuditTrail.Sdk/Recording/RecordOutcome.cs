namespace AuditTrail.Recording;

/// <summary>What became of an event.</summary>
public enum RecordOutcome
{
    /// <summary>Recorded with the guarantee that was asked for.</summary>
    Recorded,

    /// <summary>Still in the queue when the wait limit passed: it will be recorded when the disk allows it, and is lost only with the process.</summary>
    Late,

    /// <summary>Not recorded. A gap marker says so in every trail as soon as one can be written.</summary>
    Lost,

    /// <summary>Left out on purpose: the call came from inside a sink, and a pipeline that audits its own deliveries never ends.</summary>
    Suppressed,
}
