using AuditTrail.Archive;
using AuditTrail.Sinks;
using AuditTrail.Storage;

namespace AuditTrail.Tests.Archive;

/// <summary>Cursor and staging folder are lost, and the store is all that is left.</summary>
public sealed class ChainRecoveryTests
{
    [Fact]
    public async Task AChainThatTheStoreHasIsContinuedWithTheLogFilesThatNoDigestLists()
    {
        var world = new ArchiveWorld { Tape = ArchiveTape.Of(100) };
        await world.DeliverAsync(10);
        await world.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        await world.DeliverAsync(15);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.DeliverAsync(5);

        world = Lost(world, epoch: 2);
        await world.DeliverAsync(20);
        await world.StopAsync();

        // The events of the new epoch begin at 1 again, which the checker of numbers would not take; the chain is what this is about.
        var chain = await ChainOnlyAsync(world);
        Assert.Equal([0, 2, 5], chain.Select(count => count));
    }

    [Fact]
    public async Task TheNewestStepsStateIsEnoughWhenOnlyTheCursorIsLost()
    {
        var world = new ArchiveWorld { Tape = ArchiveTape.Of(100) };
        await world.DeliverAsync(10);
        await world.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var puts = world.Store.Keys.Count;

        var next = world.Restart();
        next.State = null;
        await next.DeliverAsync(10);
        await next.StopAsync();

        var archive = await next.CheckAsync();
        Assert.Equal(20, archive.Records.Count);
        Assert.Equal(puts + 3, world.Store.Keys.Count);
    }

    [Fact]
    public async Task ANewestDigestThatIsNotOursHoldsTheTrailInsteadOfASecondStart()
    {
        var world = new ArchiveWorld { Tape = ArchiveTape.Of(100) };
        await world.DeliverAsync(10);
        await world.StopAsync();
        var newest = world.Store.Keys.Last(key => key.Contains("Digest", StringComparison.Ordinal));
        world.Store.Lay(newest, [1, 2, 3]);

        var refused = await Lost(world, epoch: 2).OfferAsync(5);

        Assert.Equal(DeliveryStatus.Retry, refused.Status);
        Assert.Contains(newest, refused.Reason, StringComparison.Ordinal);
    }

    private static ArchiveWorld Lost(ArchiveWorld world, long epoch)
    {
        var next = world.Restart(new MemoryStorage());
        (next.State, next.Position, next.Tape) = (null, 0, new ArchiveTape { Epoch = epoch });
        for (var i = 1; i <= 100; i++)
        {
            next.Tape.Add(i);
        }

        return next;
    }

    private static async Task<List<int>> ChainOnlyAsync(ArchiveWorld world)
    {
        var counts = new List<int>();
        string? previous = null;
        foreach (var key in world.Store.Keys.Where(key => key.Contains("Digest", StringComparison.Ordinal)))
        {
            await using var found = await world.Store.OpenAsync(key, CancellationToken.None);
            var digest = DigestDocument.Parse(await ObjectContent.ReadAsync(found!.Content, long.MaxValue, CancellationToken.None));
            Assert.Equal(previous, digest.Previous?.Key);
            counts.Add(digest.LogFiles.Count);
            previous = key;
        }

        return counts;
    }
}
