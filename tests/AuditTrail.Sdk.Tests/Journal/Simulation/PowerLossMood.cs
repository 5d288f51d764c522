namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>How one power loss treats what was not synced; extremes are drawn often because they are where assumptions break.</summary>
internal enum PowerLossMood
{
    /// <summary>Each 512-byte piece for itself: kept, an older version, garbled, zeroed.</summary>
    Mixed,

    /// <summary>Everything had reached the disk by itself.</summary>
    Kept,

    /// <summary>Nothing had.</summary>
    Lost,

    /// <summary>The pieces before one point had.</summary>
    Prefix,

    /// <summary>Only the pieces after one point had.</summary>
    Suffix,

    /// <summary>The space was allotted and nothing written to it.</summary>
    Zeroed,
}
