namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Power losses, kills, I/O errors and crashes inside recovery, ten thousand histories of them, held against the invariants of the design.</summary>
public sealed class PowerLossTests(PowerLossCampaign histories, ITestOutputHelper output) : IClassFixture<PowerLossCampaign>
{
    [Fact]
    public async Task I1EveryAcknowledgedEntryIsReturnedAfterAnyCrash() => await HoldsAsync(Invariant.I1);

    [Fact]
    public async Task I2NothingIsReturnedThatWasNotAppended() => await HoldsAsync(Invariant.I2);

    [Fact]
    public async Task I3SequencesAreContiguousAndInTheOrderOfTheAppends() => await HoldsAsync(Invariant.I3);

    [Fact]
    public async Task I4ASecondRecoveryFindsWhatTheFirstFound() => await HoldsAsync(Invariant.I4);

    [Fact]
    public async Task I6ATornTailThatNobodyWasToldOfIsNoLoss() => await HoldsAsync(Invariant.I6);

    [Fact]
    public async Task I7NoReaderIsGivenWhatIsNotDurable() => await HoldsAsync(Invariant.I7);

    [Fact]
    public async Task I8ACursorFindsEverythingBehindIt() => await HoldsAsync(Invariant.I8);

    [Fact]
    public async Task I9NothingIsDeletedThatACursorNeeds() => await HoldsAsync(Invariant.I9);

    [Fact]
    public async Task I12WhatWasRefusedIsNeverThere() => await HoldsAsync(Invariant.I12);

    [Fact]
    public async Task I14ASequenceMeansOnePayloadForEver() => await HoldsAsync(Invariant.I14);

    [Fact]
    public async Task EveryCallComesToAnEnd() => await HoldsAsync(Invariant.Liveness);

    private async Task HoldsAsync(Invariant invariant)
    {
        var campaign = await histories.RunAsync();
        output.WriteLine(campaign.ToString());
        campaign.AssertHolds(invariant);
        Assert.True(SimulationReplay.Seed is not null || campaign.Totals is { PowerLosses: > 500, Kills: > 500, CrashesInRecovery: > 100, TornTails: > 50 }, campaign.ToString());
    }
}
