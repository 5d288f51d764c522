namespace AuditTrail.Journal;

/// <summary>What there is to do for the writer.</summary>
[Flags]
internal enum Work
{
    None = 0,

    /// <summary>Entries wait in the queue.</summary>
    Entries = 1,

    /// <summary>The pause after a failure is over.</summary>
    Retry = 2,

    /// <summary>Segments may be deletable.</summary>
    Release = 4,

    /// <summary>HEAD is behind, and nothing happened for a while.</summary>
    Head = 8,

    /// <summary>Look whether the disk has room again.</summary>
    Space = 16,

    /// <summary>Write what is queued, then end.</summary>
    Close = 32,

    /// <summary>End now.</summary>
    GiveUp = 64,
}
