namespace AuditTrail.Journal;

/// <summary>What became of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>In the journal as far as the caller's <see cref="AckLevel"/> asks.</summary>
    Recorded,

    /// <summary>Queued, but not there within the wait limit; the journal goes on trying.</summary>
    Late,

    /// <summary>Certainly not in the journal, and never will be.</summary>
    Refused,
}
