using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The histories that all tests of a class look at: run once.</summary>
public sealed class PowerLossCampaign
{
    private readonly Lazy<Task<Campaign>> _campaign = new(() => Campaign.RunAsync(TestScale.Of(1_000, 10_000, 1_000_000), async seed =>
    {
        var history = new JournalSimulation(seed, SimulationSettings.Of(seed));
        await history.RunAsync();
        return history.Totals;
    }));

    internal Task<Campaign> RunAsync() => _campaign.Value;
}
