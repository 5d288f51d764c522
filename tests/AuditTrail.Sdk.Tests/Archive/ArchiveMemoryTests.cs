using System.Text;
using AuditTrail.Archive;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

[Collection(nameof(Delivery.MeasuredAlone))]
public sealed class ArchiveMemoryTests
{
    [Fact]
    public async Task AFullLogFileIsWrittenAndPutInLessThanThirtyTwoMegabytesAllTold()
    {
        using var directory = new TemporaryDirectory();
        var store = new DirectoryLogFileStore(Path.Combine(directory.Path, "bucket"));
        var world = new ArchiveWorld { Staging = DiskStorage.At(Path.Combine(directory.Path, "staging")) };
        var setup = new ArchiveSetup
        {
            Options = world.Options,
            Location = world.Options.LocationFor("111122223333", "local"),
            Store = store,
            Signer = SigningKey.One.ToSigner(),
            OpenStaging = () => world.Staging,
            Time = world.Time,
            Logger = world.Log,
            Events = new TrailEvents("orders.example.com", EventDefaults.Process),
        };
        await using var sink = new ArchiveSink(setup);
        var record = Encoding.UTF8.GetBytes($$"""{"eventTime":"2026-01-01T00:00:00Z","eventName":"RefundOrder","requestParameters":{"text":"{{new string('x', 880)}}"} }""");
        var count = (int)(sink.Limits.MaxBytes / (record.Length + 1));
        var batch = new AuditBatch(() => Same(record, count).GetEnumerator())
        {
            Trail = "security", Stream = ArchiveTape.Stream, Epoch = 1, Occasion = BatchOccasion.Events, Count = count, Bytes = (long)count * record.Length, State = null,
        };

        // Allocated in all, not held at once: what is held cannot be more.
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await sink.DeliverAsync(batch, CancellationToken.None);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        ArchiveWorld.AssertDelivered(result);
        var log = Directory.EnumerateFiles(directory.Path, "*_CloudTrail_*.gz", SearchOption.AllDirectories).First(file => file.Contains("bucket", StringComparison.Ordinal));
        await using var content = await store.OpenAsync(Path.GetRelativePath(store.Location, log), CancellationToken.None);
        Assert.InRange((await ObjectContent.ReadAsync(content!.Content, long.MaxValue, CancellationToken.None))!.Length, 49_900_000, 50_000_000);
        Assert.InRange(allocated, 1, 32_000_000);
    }

    private static IEnumerable<BatchedEvent> Same(byte[] record, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new BatchedEvent(i, i + 1, i + 1, DateTimeOffset.UnixEpoch, record);
        }
    }
}
