using System.Text;
using System.Text.Json;
using AuditTrail.Delivery;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Delivery;

public sealed class DeadLetterTests
{
    private const string File = "dead-letters/security.jsonl";
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task WhenASinkRejectsEventsTheyLieInTheDeadLettersAndTheCursorStillAdvances()
    {
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(RejectEven(batch)) };
        await using var bench = TrailBench.Open(_time);
        await bench.RecordAsync(10);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().Pending == 0);

        Assert.Equal((5, 5), (bench.Status().Delivered, bench.Status().DeadLettered));
        var letters = Lines(bench.Storage).ConvertAll(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal([2, 4, 6, 8, 10], letters.Select(letter => letter.GetProperty("sequence").GetInt64()));
        Assert.All(letters, letter =>
        {
            Assert.Equal("not\nwanted", letter.GetProperty("reason").GetString());
            Assert.Equal(_time.GetUtcNow(), letter.GetProperty("rejectedAt").GetDateTimeOffset());
            Assert.Equal("RefundOrder", letter.GetProperty("event").GetProperty("eventName").GetString());
            Assert.Equal(letter.GetProperty("sequence").GetInt64(), letter.GetProperty("event").GetProperty("additionalEventData").GetProperty("auditTrail").GetProperty("sequence").GetInt64());
        });

        // The cursor moved at once, though it was saved a moment before.
        await Until.TrueAsync(() => new CursorFile(bench.Storage, "security").Load()!.DeadLettered == 5);
    }

    [Fact]
    public async Task ACrashBetweenTheDeadLettersAndTheCursorRepeatsNoDeadLetter()
    {
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(RejectEven(batch)) };
        var bench = TrailBench.Open(_time);
        bench.Prepare(new AuditTrail.Trails.Trail("security", sink) { FromOldest = true });
        await bench.RecordAsync(10);
        var before = new CursorFile(bench.Storage, "security").Load()!;
        bench.Trails.Start();
        await Until.TrueAsync(() => new CursorFile(bench.Storage, "security").Load()!.DeadLettered == 5);

        // As if the machine had died before the cursor was saved, in the middle of the next line.
        new CursorFile(bench.Storage, "security").Save(before);
        Append(bench.Storage, "{\"torn");
        await using var next = await bench.CrashAsync();
        next.With(sink);
        await Until.TrueAsync(() => next.Status().Pending == 0);
        Assert.Equal(5, Lines(next.Storage).Count);
        Assert.Equal((5, 5), (next.Status().Delivered, next.Status().DeadLettered));

        await next.RecordAsync(2);
        await Until.TrueAsync(() => next.Status().DeadLettered == 6);
        var lines = Lines(next.Storage);
        Assert.Equal(6, lines.Count);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task ReplayedDeadLettersThatTheSinkTakesLeaveTheFileAndTheAccountStaysTrue()
    {
        var strict = true;
        var replayed = new List<(BatchOccasion Occasion, long Sequence, long TrailSequence)>();
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 3 } };
        sink.Answer = (batch, _) =>
        {
            if (batch.Occasion != BatchOccasion.Replay)
            {
                return ValueTask.FromResult(strict ? RejectEven(batch) : DeliveryResult.Delivered());
            }

            replayed.AddRange(batch.Select(item => (batch.Occasion, item.Sequence, item.TrailSequence)));
            return ValueTask.FromResult(DeliveryResult.Reject([.. batch.Where(item => item.Sequence == 6).Select(item => new RejectedEvent(item.Index, "still not"))]));
        };
        await using var bench = TrailBench.Open(_time);
        await bench.RecordAsync(12);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().DeadLettered == 6);
        strict = false;

        var result = await bench.Trails.ReplayDeadLettersAsync("security", CancellationToken.None);
        Assert.Equal(new ReplayResult(5, 1, null), result);
        Assert.Equal([2, 4, 6, 8, 10, 12], replayed.Select(item => item.Sequence));
        Assert.Equal([2, 4, 6, 8, 10, 12], replayed.Select(item => item.TrailSequence));
        Assert.Equal((11, 1, 0), (bench.Status().Delivered, bench.Status().DeadLettered, bench.Status().Pending));
        Assert.Contains("\"sequence\":6,", Assert.Single(Lines(bench.Storage)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReplayThatFailsLeavesTheLettersAndSaysWhy()
    {
        var down = false;
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(down ? DeliveryResult.Retry("down") : RejectEven(batch)) };
        await using var bench = TrailBench.Open(_time);
        await bench.RecordAsync(4);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().DeadLettered == 2);
        down = true;
        Assert.Equal(new ReplayResult(0, 2, "down"), await bench.Trails.ReplayDeadLettersAsync("security", CancellationToken.None));
        Assert.Equal(2, Lines(bench.Storage).Count);
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Trails.ReplayDeadLettersAsync("other", CancellationToken.None));
    }

    [Fact]
    public async Task ALineThatNobodyCanReadIsLeftWhereItIs()
    {
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(batch.Occasion == BatchOccasion.Replay ? DeliveryResult.Delivered() : RejectEven(batch)) };
        var bench = TrailBench.Open(_time);
        await bench.RecordAsync(4);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().DeadLettered == 2);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        Append(bench.Storage, "\0\0\0 not a letter\n");
        await using var next = await bench.CrashAsync();
        next.With(sink);
        Assert.Equal(new ReplayResult(2, 1, null), await next.Trails.ReplayDeadLettersAsync("security", CancellationToken.None));
        Assert.Equal(["\0\0\0 not a letter"], Lines(next.Storage));
    }

    [Fact]
    public async Task LinesThatSomebodyPutBackByHandAreKeptAndReplayedWhileTheTrailRuns()
    {
        var again = new List<long>();
        var sink = new ScriptedSink();
        sink.Answer = (batch, _) =>
        {
            if (batch.Occasion == BatchOccasion.Replay)
            {
                again.AddRange(batch.Select(item => item.Sequence));
                return ValueTask.FromResult(DeliveryResult.Reject([.. batch.Where(item => item.Sequence == 6).Select(item => new RejectedEvent(item.Index, "still not"))]));
            }

            return ValueTask.FromResult(RejectEven(batch));
        };
        await using var bench = TrailBench.Open(_time);
        bench.With(sink);
        await bench.RecordAsync(2);
        await Until.TrueAsync(() => bench.Status().DeadLettered == 1);
        var line = Assert.Single(Lines(bench.Storage));
        Append(bench.Storage, line.Replace("\"sequence\":2,", "\"sequence\":6,", StringComparison.Ordinal).Replace("\"trailSequence\":2,", "\"trailSequence\":6,", StringComparison.Ordinal) + "\n");

        // Rejected while the stranger's line lies there.
        await bench.RecordAsync(2);
        await Until.TrueAsync(() => bench.Status().DeadLettered == 2);
        Assert.Equal(3, Lines(bench.Storage).Count);

        var result = await bench.Trails.ReplayDeadLettersAsync("security", CancellationToken.None);
        Assert.Equal([2, 6, 4], again);
        Assert.Equal(new ReplayResult(2, 1, null), result);
        Assert.Contains("\"sequence\":6,", Assert.Single(Lines(bench.Storage)), StringComparison.Ordinal);

        // And when the last line is the stranger's at the moment of the replay.
        Append(bench.Storage, line + "\n");
        Assert.Equal(new ReplayResult(1, 1, null), await bench.Trails.ReplayDeadLettersAsync("security", CancellationToken.None));
        Assert.Contains("\"sequence\":6,", Assert.Single(Lines(bench.Storage)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhileDeadLettersCannotBeWrittenTheCursorStaysAndTheBatchIsNotDeliveredAgain()
    {
        var storage = new BrittleStorage();
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(RejectEven(batch)) };
        await using var bench = TrailBench.Open(_time, storage);
        bench.Prepare(new AuditTrail.Trails.Trail("security", sink) { FromOldest = true });
        await bench.RecordAsync(4);
        storage.FailsSyncOf = File;
        bench.Trails.Start();
        await _time.AdvanceUntilAsync(() => storage.Failures > 3, TimeSpan.FromSeconds(1));
        Assert.Equal(4, bench.Status().Pending);
        Assert.Contains("EIO", bench.Status().Problem, StringComparison.Ordinal);
        storage.FailsSyncOf = null;
        await _time.AdvanceUntilAsync(() => bench.Status() is { Pending: 0, Problem: null }, TimeSpan.FromSeconds(1));
        Assert.Single(sink.Calls);
        Assert.Equal(2, Lines(storage).Count);
        Assert.False(storage.SyncedAgainAfterFailure);
    }

    private static DeliveryResult RejectEven(AuditBatch batch) =>
        DeliveryResult.Reject([.. batch.Where(item => item.Sequence % 2 == 0).Select(item => new RejectedEvent(item.Index, "not\nwanted"))]);

    private static List<string> Lines(IStorage storage)
    {
        using var file = storage.Open(File);
        var content = new byte[file.Length];
        file.Read(content, 0);
        return [.. Encoding.UTF8.GetString(content).Split('\n').SkipLast(1)];
    }

    private static void Append(IStorage storage, string text)
    {
        using var file = storage.Open(File, writable: true);
        file.Write(Encoding.UTF8.GetBytes(text), file.Length);
    }
}
