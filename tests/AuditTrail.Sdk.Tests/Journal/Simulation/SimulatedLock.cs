namespace AuditTrail.Tests.Journal.Simulation;

internal sealed class SimulatedLock(Action release) : IDisposable
{
    public void Dispose() => release();
}
