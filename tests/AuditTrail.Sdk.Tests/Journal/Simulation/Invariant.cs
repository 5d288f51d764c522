namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What the journal promises; the numbers are those of the design.</summary>
internal enum Invariant
{
    /// <summary>Every acknowledged entry is returned after any crash, byte-identical.</summary>
    I1,

    /// <summary>Nothing is returned that was not appended.</summary>
    I2,

    /// <summary>Sequences are contiguous, without duplicates, in the order of the appends.</summary>
    I3,

    /// <summary>Recovery of a recovered journal changes nothing; a crash inside recovery is harmless.</summary>
    I4,

    /// <summary>Damage to acknowledged bytes is reported, later entries are kept.</summary>
    I5,

    /// <summary>An unfinished write that nobody was told of is not reported as a loss.</summary>
    I6,

    /// <summary>No reader sees what is not durable.</summary>
    I7,

    /// <summary>A cursor only moves forward, and finds everything behind it.</summary>
    I8,

    /// <summary>Nothing is deleted that a cursor needs.</summary>
    I9,

    /// <summary>Two writers at once are impossible.</summary>
    I10,

    /// <summary>Disk and memory stay bounded.</summary>
    I11,

    /// <summary>What was refused is certainly not there, and is counted.</summary>
    I12,

    /// <summary>The parser ends on any bytes.</summary>
    I13,

    /// <summary>A sequence means one payload for ever, also for who read it before the crash.</summary>
    I14,

    /// <summary>A wall clock that goes backwards breaks neither order nor rotation.</summary>
    I15,

    /// <summary>Every call comes to an end.</summary>
    Liveness,
}
