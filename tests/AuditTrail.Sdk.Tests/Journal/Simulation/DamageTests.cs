using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Bits, blocks and files that change behind the journal's back.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task I5DamageToAcknowledgedEntriesIsReportedAndLaterEntriesAreKept()
    {
        var campaign = await Campaign.RunAsync(TestScale.Of(150, 1_000, 100_000), seed => DamageSimulation.RunAsync(seed));

        output.WriteLine(campaign.ToString());
        campaign.AssertHolds();
        Assert.True(SimulationReplay.Seed is not null || campaign.Totals is { Damages: > 400, ReportedLosses: > 100 }, campaign.ToString());
    }
}
