namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What becomes of a call.</summary>
internal enum StorageFault
{
    None,

    /// <summary>EIO. A write may have left a part behind; a sync has dropped pages and will report success the next time.</summary>
    InputOutput,

    /// <summary>ENOSPC. A write may have left a part behind.</summary>
    NoSpace,

    /// <summary>Answers success and does nothing: a lying disk, or a part of the journal taken out, as a control of the suite itself.</summary>
    Ignored,

    /// <summary>The machine or the process stops somewhere within the call: nothing is answered any more.</summary>
    Crash,
}
