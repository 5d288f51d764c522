namespace AuditTrail.Journal;

/// <summary>When an append completes.</summary>
internal enum AckLevel
{
    /// <summary>Written and synced, with everything before it: survives the machine's death.</summary>
    Durable,

    /// <summary>Handed to the kernel: survives the process's death, not the machine's.</summary>
    Written,

    /// <summary>In the queue: survives nothing.</summary>
    Accepted,
}
