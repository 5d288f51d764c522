namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A mistake that is put in on purpose: a suite that does not catch it is blind.</summary>
internal enum SimulationFlaw
{
    None,

    /// <summary>Syncs of files answer success and do nothing.</summary>
    SyncLies,

    /// <summary>HEAD is never written.</summary>
    HeadDisabled,

    /// <summary>A sink is given what is written, not what is durable.</summary>
    ReaderPastDurable,

    /// <summary>Entries are released before the cursor that covers them is durable.</summary>
    ReleaseBeforeCursor,

    /// <summary>Recovery takes for durable what it reads in the page cache, and does not write it again.</summary>
    TailTrusted,
}
