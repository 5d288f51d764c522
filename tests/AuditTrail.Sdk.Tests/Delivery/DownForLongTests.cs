using AuditTrail.Delivery;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Delivery;

[Collection(nameof(MeasuredAlone))]
public sealed class DownForLongTests(ITestOutputHelper output)
{
    [Fact]
    public async Task WithASinkDownForAHundredThousandEventsMemoryStaysFlatAndAllArriveInOrder()
    {
        var events = TestScale.Of(fast: 20_000, normal: 100_000, slow: 1_000_000);
        using var directory = new TemporaryDirectory();
        var down = new OrderCheckingSink { IsDown = true };
        var well = new OrderCheckingSink();
        var timing = new DeliveryTiming { FirstRetry = TimeSpan.FromMilliseconds(100), LongestRetry = TimeSpan.FromMilliseconds(500), FailuresBeforeProbing = int.MaxValue };
        await using var bench = TrailBench.Open(journal: DiskStorage.At(Path.Combine(directory.Path, "journal")), timing: timing, options: new JournalOptions { SegmentBytes = 4 << 20, MaxBytes = 4L << 30, ReserveBytes = 0 })
            .With(new Trail("down", down), new Trail("well", well));

        await bench.RecordAsync(1_000, bytes: 400);
        await Until.TrueAsync(() => well.Count == 1_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var recorded = 1_000; recorded < events; recorded += 1_000)
        {
            await bench.RecordAsync(1_000, bytes: 400);
        }

        await Until.TrueAsync(() => well.Count == events);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{events:N0} events behind: {grown / 1024.0:N0} KiB more than 1,000 behind");
        Assert.True(grown < 8 << 20, $"{grown:N0} bytes more");
        Assert.Equal(events, bench.Status("down").Pending);

        var began = TimeProvider.System.GetTimestamp();
        down.IsDown = false;
        await Until.TrueAsync(() => down.Count == events);
        output.WriteLine($"caught up at {events / TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} events a second");
        Assert.True(down.IsInOrder && well.IsInOrder);
        await Until.TrueAsync(() => bench.Status("down") is { Pending: 0, Problem: null } status && status.Delivered == events);
    }
}
