using AuditTrail.Recording;

namespace AuditTrail.Tests.Recording;

public sealed class LossLedgerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void LossesAddUpToOneGap()
    {
        var ledger = new LossLedger();

        ledger.AddLost(Noon.AddSeconds(1), "full");
        ledger.AddLost(Noon, "also full");
        ledger.AddLost(Noon.AddSeconds(5), "full");

        Assert.Equal(new Gap(Noon, Noon.AddSeconds(5), 3, "full"), ledger.Take());
        Assert.Null(ledger.Take());
        Assert.Equal(3, ledger.Totals().Lost);
    }

    [Fact]
    public void AGapThatIsPutBackJoinsWhatWasLostMeanwhile()
    {
        var ledger = new LossLedger();
        ledger.AddLost(Noon, "full");
        var taken = ledger.Take();
        ledger.AddLost(Noon.AddSeconds(9), "closed");

        ledger.PutBack(taken!);

        Assert.Equal(new Gap(Noon, Noon.AddSeconds(9), 2, "full"), ledger.Take());
        Assert.Equal(2, ledger.Totals().Lost);
    }

    [Fact]
    public void LateEventsMakeNoGap()
    {
        var ledger = new LossLedger();

        ledger.AddLate(Noon);

        Assert.Null(ledger.Take());
        Assert.Equal((0L, 1L, (DateTimeOffset?)Noon), ledger.Totals());
    }

    [Fact]
    public async Task NoLossIsCountedTwiceOrForgottenWhileMarkersFail()
    {
        var ledger = new LossLedger();
        var told = 0L;
        using var stop = new CancellationTokenSource();
        var teller = Task.Run(() =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                if (ledger.Take() is not { } gap)
                {
                    continue;
                }

                if (turn % 3 == 0)
                {
                    told += gap.Count;
                }
                else
                {
                    ledger.PutBack(gap);
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 25_000; i++)
            {
                ledger.AddLost(Noon, "full");
            }
        })));
        await stop.CancelAsync();
        await teller;

        Assert.Equal(100_000, told + (ledger.Take()?.Count ?? 0));
    }
}
