using System.Globalization;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The one history that is run again.</summary>
internal static class SimulationReplay
{
    /// <summary>Set AUDITTRAIL_SIMULATION_SEED to the number that a failure printed: every campaign then runs only that history.</summary>
    public static ulong? Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("AUDITTRAIL_SIMULATION_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;
}
