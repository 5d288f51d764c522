using AuditTrail.Archive;
using AuditTrail.Sinks;
using AuditTrail.Tests.Journal.Simulation;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Archive;

/// <summary>The staging folder is full, was cleared by somebody, or was made for another address.</summary>
public sealed class StagingLossTests
{
    [Fact]
    public async Task AFullDiskDoesNotFillUpWithAttempts()
    {
        var isFull = false;
        var disk = new SimulatedDisk(1);
        var world = new ArchiveWorld
        {
            Staging = disk.Mount(call => isFull && call.Operation == StorageOperation.Write && call.Name.StartsWith("step-", StringComparison.Ordinal) ? StorageFault.NoSpace : StorageFault.None),
        };
        await world.DeliverAsync(9);
        isFull = true;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(DeliveryStatus.Retry, (await world.OfferAsync(9)).Status);
            Assert.DoesNotContain(world.Staging.List(), name => name.EndsWith(".gz", StringComparison.Ordinal));
        }

        isFull = false;
        await world.DeliverAsync(9);
        await world.StopAsync();
        Assert.Equal(18, (await world.CheckAsync()).Records.Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AStagedFileThatIsGoneOrDamagedComesAgainFromTheJournal(bool isDamaged, bool restarts)
    {
        var world = await WaitingAsync();
        Spoil(world, isDamaged);
        world = restarts || isDamaged ? world.Restart() : world;

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.DeliverAsync(19);
        await world.StopAsync();

        Assert.Equal(19, (await world.CheckAsync()).Records.Count);
        Assert.True(world.Log.Has(LogLevel.Error, "was set aside"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStagedFileThatIsGoneIsNotMissedIfTheStoreHasIt(bool isDamaged)
    {
        var world = new ArchiveWorld();
        world.Store.AfterPut = number =>
        {
            if (number == 2)
            {
                throw new IOException("The connection was reset.");
            }
        };
        Assert.Equal(DeliveryStatus.Retry, (await world.OfferAsync(9)).Status);
        Spoil(world, isDamaged);
        world.Store.AfterPut = null;
        world = world.Restart();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.DeliverAsync(19);
        await world.StopAsync();

        Assert.Equal(19, (await world.CheckAsync()).Records.Count);
        Assert.False(world.Log.Has(LogLevel.Error, ""));
    }

    [Fact]
    public async Task AnotherPrefixRepeatsNothingThatWaitedForTheStore()
    {
        var world = await WaitingAsync();
        world = world.Restart();
        world.Options = world.Options with { Prefix = "moved" };

        await world.DeliverAsync(19);
        await world.StopAsync();

        var sequences = new List<long>();
        foreach (var key in world.Store.Keys.Where(key => key.Contains("/CloudTrail/", StringComparison.Ordinal)))
        {
            sequences.AddRange(await SequencesAsync(world.Store, key));
        }

        Assert.Equal(Enumerable.Range(1, 19).Where(n => n != 10).Select(n => (long)n), sequences.Order());
        Assert.Contains(world.Store.Keys, key => key.StartsWith("moved/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ABucketThatIsChangedWhileFilesWaitHoldsTheTrailAndPutsNothingIntoTheNewOne()
    {
        var world = await WaitingAsync();
        var before = world.Store.Keys.Count;
        world = world.Restart();
        world.Options = world.Options with { Bucket = "another-bucket" };

        var refused = await world.OfferAsync(9);

        Assert.Equal((DeliveryStatus.Retry, TimeSpan.FromMinutes(5)), (refused.Status, refused.RetryAfter));
        Assert.Contains("Bucket is 'another-bucket' now", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(before, world.Store.Keys.Count);
        world = world.Restart();
        world.Options = world.Options with { Bucket = "audit-archive" };
        await world.DeliverAsync(9);
        await world.StopAsync();
        Assert.Equal(9, (await world.CheckAsync()).Records.Count);
    }

    /// <summary>The chain has begun, and nine events wait for the store in a finished file.</summary>
    private static async Task<ArchiveWorld> WaitingAsync()
    {
        var world = new ArchiveWorld();
        world.Store.BeforePut = number =>
        {
            if (number > 1)
            {
                throw new LogFileStoreException("The bucket is gone.");
            }
        };
        Assert.Equal(DeliveryStatus.Retry, (await world.OfferAsync(9)).Status);
        world.Store.BeforePut = null;
        return world;
    }

    private static void Spoil(ArchiveWorld world, bool isDamaged)
    {
        var name = world.Staging.List().Single(name => name.Contains("_CloudTrail_", StringComparison.Ordinal));
        if (isDamaged)
        {
            using var file = world.Staging.Open(name, writable: true);
            file.Write([0xff, 0xff, 0xff], 60);
        }
        else
        {
            world.Staging.Delete(name);
        }
    }

    private static async Task<IEnumerable<long>> SequencesAsync(ILogFileStore store, string key)
    {
        await using var found = await store.OpenAsync(key, CancellationToken.None);
        var content = await ObjectContent.ReadAsync(found!.Content, long.MaxValue, CancellationToken.None);
        using var document = System.Text.Json.JsonDocument.Parse(content);
        return [.. document.RootElement.GetProperty("Records").EnumerateArray().Select(CheckedArchive.Sequence)];
    }
}
