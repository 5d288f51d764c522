namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What a power loss makes of one unsynced piece.</summary>
internal enum SectorFate
{
    Kept,
    Lost,

    /// <summary>An earlier one of several unsynced writes is what is found.</summary>
    Older,

    /// <summary>The written range holds noise.</summary>
    Garbled,

    /// <summary>The written range holds zeros.</summary>
    Zeroed,

    /// <summary>The first part of the write arrived.</summary>
    Torn,
}
