namespace AuditTrail.AspNetCore;

/// <summary>What became of the event that announces a handler which must not run unrecorded.</summary>
internal enum Attempt : byte
{
    /// <summary>No such handler was reached.</summary>
    None,

    /// <summary>It is durable: the handler may run.</summary>
    Recorded,

    /// <summary>It is late or lost, or nobody knows: the handler must not run.</summary>
    Failed,
}
