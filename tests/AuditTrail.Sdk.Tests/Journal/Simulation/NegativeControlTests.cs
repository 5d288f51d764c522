using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A mistake is put in, and the suite must see it: otherwise its silence means nothing.</summary>
public sealed class NegativeControlTests(ITestOutputHelper output)
{
    [Fact]
    public async Task ASyncThatDoesNothingIsCaught() => await CaughtAsync(SimulationFlaw.SyncLies);

    [Fact]
    public async Task AReaderThatGoesPastTheDurableEndIsCaught() => await CaughtAsync(SimulationFlaw.ReaderPastDurable);

    [Fact]
    public async Task ReleasingBeforeTheCursorIsDurableIsCaught() => await CaughtAsync(SimulationFlaw.ReleaseBeforeCursor);

    [Fact]
    public async Task ARecoveryThatTrustsTheTailIsCaught() => await CaughtAsync(SimulationFlaw.TailTrusted);

    [Fact]
    public async Task AJournalWithoutItsHeadIsCaught() =>
        await CaughtAsync(SimulationFlaw.HeadDisabled, seed => DamageSimulation.RunAsync(seed, SimulationFlaw.HeadDisabled));

    private async Task CaughtAsync(SimulationFlaw flaw, Func<ulong, Task<SimulationTotals>>? run = null)
    {
        var seeds = TestScale.Of(150, 250, 2_000);
        var campaign = await Campaign.RunAsync(seeds, run ?? (async seed =>
        {
            var history = new JournalSimulation(seed, SimulationSettings.Of(seed) with { Flaw = flaw, FaultyLives = 0, KillsThenPowerLosses = flaw == SimulationFlaw.TailTrusted });
            await history.RunAsync();
            return history.Totals;
        }));

        output.WriteLine($"{flaw}: caught by {campaign.SeedsThatFailed} of {seeds} histories");
        Assert.True(campaign.SeedsThatFailed > 0, $"{flaw} was not caught by any of {seeds} histories.");
    }
}
