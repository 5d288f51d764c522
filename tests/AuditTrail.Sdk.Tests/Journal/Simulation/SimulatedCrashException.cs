namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The program is gone; what still runs of it reaches nothing.</summary>
internal sealed class SimulatedCrashException() : IOException("The simulated machine has stopped.");
