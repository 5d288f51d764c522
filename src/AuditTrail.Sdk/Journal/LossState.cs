namespace AuditTrail.Journal;

/// <summary>Who tells of a loss.</summary>
internal enum LossState
{
    /// <summary>A marker in the journal has to, and none does yet.</summary>
    Pending,

    /// <summary>A durable marker in the journal does.</summary>
    Told,

    /// <summary>It was found by a reader: each trail does when it comes there.</summary>
    Read,
}
