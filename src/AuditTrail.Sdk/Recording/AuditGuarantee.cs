namespace AuditTrail.Recording;

/// <summary>What is true when <see cref="IAuditRecorder.RecordAsync(Events.AuditEvent, RecordOptions, CancellationToken)"/> completes.</summary>
public enum AuditGuarantee
{
    /// <summary>On stable storage, with all events before it: survives the machine's death. The default.</summary>
    Durable,

    /// <summary>Handed to the kernel: survives the process's death (<c>kill -9</c>) while the disk works, not a power loss.</summary>
    Written,

    /// <summary>In the bounded queue: survives nothing. For telemetry-like data events.</summary>
    Accepted,
}
