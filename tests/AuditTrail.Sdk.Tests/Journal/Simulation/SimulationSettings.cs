namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What a simulated history may contain.</summary>
internal sealed record SimulationSettings
{
    public SimulationFlaw Flaw { get; init; }

    /// <summary>How many of a hundred lives meet I/O errors.</summary>
    public int FaultyLives { get; init; } = 25;

    /// <summary>True for double faults: each life is killed within a step or two after a write, or loses power, in turn; entries are large, so that tails are not small enough to be merged away.</summary>
    public bool KillsThenPowerLosses { get; init; }

    /// <summary>The most lives of one history.</summary>
    public int MaxLives { get; init; } = 4;

    /// <summary>The most steps of one life.</summary>
    public int MaxSteps { get; init; } = 24;

    /// <summary>The mixture of a campaign: every fourth history is one of double faults.</summary>
    public static SimulationSettings Of(ulong seed) =>
        seed % 4 == 0 ? new SimulationSettings { KillsThenPowerLosses = true, FaultyLives = 10 } : new SimulationSettings();
}
