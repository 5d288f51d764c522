namespace AuditTrail.Recording;

/// <summary>What the caller sees when an event could not be recorded in time. Whatever is chosen, it is counted, logged as critical and turns health unhealthy.</summary>
public enum RecordFailurePolicy
{
    /// <summary>An <see cref="AuditRecordingException"/>: the recorder's default.</summary>
    Throw,

    /// <summary>A receipt that says late or lost: the middleware's default.</summary>
    Continue,
}
