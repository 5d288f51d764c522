using AuditTrail.Sinks;
using AuditTrail.Tests.Journal.Simulation;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

/// <summary>The program or the machine stops at every call that the archive makes, of the staging disk, the store and the cursor.</summary>
public sealed class ArchiveCrashTests
{
    private static readonly int Events = TestScale.Of(fast: 20, normal: 30, slow: 60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhereverTheStagingDiskStopsEachEventIsThereOnceAndTheChainIsWhole(bool losesPower)
    {
        var seeds = TestScale.Of(fast: 1, normal: 1, slow: 100);
        for (var seed = 1; seed <= seeds; seed++)
        {
            for (var call = 1; await RunAsync((ulong)seed, call, losesPower, crashAtPut: 0, afterPut: false, loseAnswer: 0); call++)
            {
                Assert.True(call < 1_000, "The story never ends.");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhereverTheStoreStopsEachEventIsThereOnceAndTheChainIsWhole(bool afterPut)
    {
        for (var put = 1; await RunAsync(7, int.MaxValue, losesPower: true, put, afterPut, loseAnswer: 0); put++)
        {
            Assert.True(put < 1_000, "The story never ends.");
        }
    }

    [Fact]
    public async Task WhicheverStateNeverReachesTheCursorEachEventIsThereOnceAndTheChainIsWhole()
    {
        for (var answer = 1; await RunAsync(9, int.MaxValue, losesPower: true, crashAtPut: 0, afterPut: false, answer); answer++)
        {
            Assert.True(answer < 1_000, "The story never ends.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStepWhoseCommitWasInterruptedOutlivesThePowerOnceItsFilesWerePut(bool isKilled)
    {
        var seeds = TestScale.Of(fast: 1, normal: 1, slow: 100);
        for (var seed = 1; seed <= seeds; seed++)
        {
            for (var call = 1; await RunTwiceAsync((ulong)seed, call, isKilled); call++)
            {
                Assert.True(call < 1_000, "The story never ends.");
            }
        }
    }

    /// <summary>A call of the staging disk fails, or the process is killed in it; the power goes when the next answer was on its way. False when the story was over before.</summary>
    private static async Task<bool> RunTwiceAsync(ulong seed, int atCall, bool isKilled)
    {
        var dice = new Dice(seed + (ulong)atCall);
        var disk = new SimulatedDisk(seed);
        var fault = isKilled ? StorageFault.Crash : StorageFault.InputOutput;
        var (reached, failed, lost) = (false, false, false);
        var world = new ArchiveWorld
        {
            Tape = ArchiveTape.Of(Events),
            Staging = disk.Mount(call =>
            {
                var isIt = call.Number == atCall && call.Operation != StorageOperation.Read;
                reached |= isIt;
                return isIt ? fault : StorageFault.None;
            }),
        };
        for (var stopped = false; !stopped;)
        {
            world.Time.Advance(TimeSpan.FromSeconds(dice.Between(1, 4_000)));
            var isLast = world.Position == Events;
            var (position, state) = (world.Position, world.State);
            var result = isLast ? await world.TellAsync(BatchOccasion.Stop) : dice.Chance(30) ? await world.TellAsync(BatchOccasion.Interval) : await world.OfferAsync(dice.Between(5, 15));
            stopped = isLast && result.Status == DeliveryStatus.Delivered;
            if (result.Status == DeliveryStatus.Retry)
            {
                Assert.False(failed, result.Reason);
                failed = true;
                world = isKilled ? world.Restart(disk.Mount()) : world;
            }
            else if (failed && !lost)
            {
                lost = true;
                disk.LosePower();
                (world.Position, world.State, stopped) = (position, state, false);
                world = world.Restart(disk.Mount());
            }
        }

        var archive = await world.CheckAsync();
        Assert.Equal(Enumerable.Range(1, Events).Select(n => (long)n), archive.Records.Select(CheckedArchive.Sequence));
        return reached;
    }

    /// <summary>Tells one story with one crash in it; false when the story was over before.</summary>
    private static async Task<bool> RunAsync(ulong seed, int crashAtCall, bool losesPower, int crashAtPut, bool afterPut, int loseAnswer)
    {
        var dice = new Dice(seed + (ulong)crashAtCall + (ulong)crashAtPut + (ulong)loseAnswer);
        var disk = new SimulatedDisk(seed);
        var faults = new SimulatedFaults(crashAtCall, 0, SimulationFlaw.None, dice.Fork());
        var world = new ArchiveWorld { Tape = ArchiveTape.Of(Events), Staging = disk.Mount(faults.Judge) };
        var crash = new Crash(crashAtPut);
        (world.Store.BeforePut, world.Store.AfterPut) = (afterPut ? null : crash.At, afterPut ? crash.At : null);
        var answers = 0;
        var crashed = false;
        for (var stopped = false; !stopped;)
        {
            world.Time.Advance(TimeSpan.FromMinutes(dice.Between(1, 50)));
            var isLast = world.Position == Events;
            var (position, state) = (world.Position, world.State);
            var result = isLast ? await world.TellAsync(BatchOccasion.Stop) : dice.Chance(30) ? await world.TellAsync(BatchOccasion.Interval) : await world.OfferAsync(dice.Between(5, 15));
            stopped = isLast && result.Status == DeliveryStatus.Delivered;
            if (++answers == loseAnswer || (result.Status == DeliveryStatus.Retry && !crashed))
            {
                Assert.False(crashed, result.Reason);
                crashed = true;
                (world.Position, world.State, stopped) = (position, state, false);
                if (losesPower)
                {
                    disk.LosePower();
                }

                world = world.Restart(disk.Mount());
            }
        }

        var archive = await world.CheckAsync();
        Assert.Equal(Enumerable.Range(1, Events).Select(n => (long)n), archive.Records.Select(CheckedArchive.Sequence));
        Assert.False(world.Log.Has(Microsoft.Extensions.Logging.LogLevel.Error, ""));
        return crashed;
    }

    private sealed class Crash(int atPut)
    {
        private int _puts;

        public void At(int number)
        {
            if (++_puts == atPut)
            {
                throw new SimulatedCrashException();
            }
        }
    }
}
