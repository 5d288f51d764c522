namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The simulation has caught the journal.</summary>
internal sealed class InvariantBrokenException(Invariant invariant, string message) : Exception($"{invariant}: {message}")
{
    public Invariant Invariant { get; } = invariant;
}
