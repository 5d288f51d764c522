using System.Text;
using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Tests.Journal.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Sinks.JsonLines;

/// <summary>One call fails, and what is answered and done about it.</summary>
public sealed class FileSinkFailureTests
{
    private const string FirstFile = "events-20261125.000.jsonl";
    private const string SecondFile = "events-20261125.001.jsonl";

    private readonly SimulatedDisk _disk = new(seed: 17);
    private readonly TrailTape _tape = TrailTape.Of(30);

    [Fact]
    public async Task AFullDiskIsARetryAndTheSameFileIsWrittenOn()
    {
        var answers = await RunAsync(FailOnce(StorageOperation.Write, StorageFault.NoSpace, after: 1));

        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Retry, DeliveryStatus.Delivered, DeliveryStatus.Delivered], answers.Select(item => item.Status));
        Assert.Contains("No space left", answers[1].Reason, StringComparison.Ordinal);
        Assert.Equal([FirstFile], Files().Keys);
        Assert.Equal(_tape.Lines, Lines());
    }

    [Fact]
    public async Task AFailedSyncIsARetryAndTheFileIsNotWrittenAnyMore()
    {
        var answers = await RunAsync(FailOnce(StorageOperation.Sync, StorageFault.InputOutput, after: 1));

        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Retry, DeliveryStatus.Delivered, DeliveryStatus.Delivered], answers.Select(item => item.Status));
        Assert.Equal([FirstFile, SecondFile], Files().Keys);
        Assert.Equal(_tape.Lines.Take(10), LinesOf(FirstFile));
        Assert.Equal(_tape.Lines.Skip(10), LinesOf(SecondFile));
    }

    [Fact]
    public async Task AFileWhoseNameCouldNotBeSyncedIsNotUsed()
    {
        await RunAsync(FailOnce(StorageOperation.SyncDirectory, StorageFault.InputOutput, after: 0));

        Assert.Equal([SecondFile], Files().Keys);
        Assert.Equal(_tape.Lines, Lines());
        _disk.LosePower();
        Assert.Equal(_tape.Lines, Lines());
    }

    [Fact]
    public async Task AFileThatIsDeletedWhileItIsWrittenIsARetryAndNothingIsLost()
    {
        var syncs = 0;
        var answers = await RunAsync(call =>
        {
            if (call is { Operation: StorageOperation.Sync, Name: FirstFile } && ++syncs == 2)
            {
                _disk.Put(FirstFile, null);
            }

            return StorageFault.None;
        });

        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Retry, DeliveryStatus.Delivered, DeliveryStatus.Delivered], answers.Select(item => item.Status));
        Assert.Contains("removed or replaced", answers[1].Reason, StringComparison.Ordinal);
        Assert.Equal(_tape.Lines.Skip(10), Lines());
    }

    [Fact]
    public async Task EveryLineIsOnStableStorageWhenItIsDelivered()
    {
        await RunAsync(_ => StorageFault.None);
        _disk.LosePower();

        Assert.Equal(_tape.Lines, Lines());
    }

    [Fact]
    public async Task AFailingRetentionDoesNotHoldUpDelivery()
    {
        var answers = await RunAsync(call => call.Operation == StorageOperation.Delete ? StorageFault.InputOutput : StorageFault.None, new() { RollBytes = 1_024, MaxTotalBytes = 1 });

        Assert.All(answers, item => Assert.Equal(DeliveryStatus.Delivered, item.Status));
    }

    /// <summary>Three batches of ten, each until it is delivered.</summary>
    private async Task<List<DeliveryResult>> RunAsync(Func<StorageCall, StorageFault> faults, FileSinkOptions? options = null)
    {
        var storage = _disk.Mount(faults);
        using var sink = new JsonLinesFileSink(
            options ?? new(), () => storage, new SteppedClock(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero)), NullLogger.Instance);
        var answers = new List<DeliveryResult>();
        string? state = null;
        for (var position = 0; position < 30 && answers.Count < 20;)
        {
            answers.Add(await sink.DeliverAsync(_tape.Batch(position, position + 10, state), CancellationToken.None));
            if (answers[^1].Status == DeliveryStatus.Delivered)
            {
                position += 10;
                state = answers[^1].State ?? state;
            }
        }

        return answers;
    }

    private static Func<StorageCall, StorageFault> FailOnce(StorageOperation operation, StorageFault fault, int after)
    {
        var seen = 0;
        return call => call.Operation == operation && seen++ == after ? fault : StorageFault.None;
    }

    private SortedDictionary<string, byte[]> Files() =>
        new(_disk.Files().Where(file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    private string[] LinesOf(string name) => Encoding.UTF8.GetString(Files()[name]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> Lines() => Files().Keys.SelectMany(LinesOf);
}
