namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What becomes of the calls of one life.</summary>
/// <param name="crashAt">The call within which the program or the machine stops.</param>
/// <param name="perMille">How many of a thousand calls fail; of reads a tenth of that.</param>
/// <param name="flaw">A mistake put in on purpose.</param>
/// <param name="dice">Which calls fail, and how.</param>
internal sealed class SimulatedFaults(int crashAt, int perMille, SimulationFlaw flaw, Dice dice)
{
    public StorageFault Judge(StorageCall call)
    {
        if (call.Operation == StorageOperation.Read)
        {
            return dice.Below(10_000) < perMille ? StorageFault.InputOutput : StorageFault.None;
        }

        if (call.Number >= crashAt)
        {
            return StorageFault.Crash;
        }

        if ((flaw == SimulationFlaw.SyncLies && call.Operation == StorageOperation.Sync)
            || (flaw == SimulationFlaw.HeadDisabled && call.Operation == StorageOperation.Write && call.Name.StartsWith("HEAD", StringComparison.Ordinal)))
        {
            return StorageFault.Ignored;
        }

        return perMille == 0 || dice.Below(1000) >= perMille ? StorageFault.None
            : call.Operation is StorageOperation.Sync or StorageOperation.SyncDirectory || dice.Chance(50) ? StorageFault.InputOutput
            : StorageFault.NoSpace;
    }
}
