namespace AuditTrail.Recording;

/// <summary>An event could not be recorded in time, and the policy is <see cref="RecordFailurePolicy.Throw"/>.</summary>
public sealed class AuditRecordingException : Exception
{
    /// <summary>Creates the exception for a receipt that is late or lost.</summary>
    public AuditRecordingException(string message, AuditReceipt receipt, Exception? innerException = null)
        : base(message, innerException) => Receipt = receipt;

    /// <summary>Whether the event is late (it may still be recorded) or lost.</summary>
    public AuditReceipt Receipt { get; }
}
