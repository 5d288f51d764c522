using AuditTrail.Delivery;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Delivery;

public sealed class OccasionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task ASinkThatNeedsTheClockIsCalledWithAnEmptyBatchWheneverItsIntervalHasPassed()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { Interval = TimeSpan.FromMinutes(1) } };
        await using var bench = TrailBench.Open(_time).With(sink);
        await _time.AdvanceUntilAsync(() => _time.Elapsed() >= TimeSpan.FromSeconds(59), Second);
        Assert.Empty(sink.Calls);
        await _time.AdvanceUntilAsync(() => sink.Calls.Count == 3, Second);
        Assert.InRange(_time.Elapsed(), TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(240));
        Assert.All(sink.Calls, call => Assert.Equal((BatchOccasion.Interval, 0), (call.Occasion, call.Count)));
    }

    [Fact]
    public async Task AnIntervalCallThatFailsIsRepeatedAndHoldsNoEventBack()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { Interval = TimeSpan.FromHours(1), AttemptTimeout = TimeSpan.FromDays(1) } };
        sink.Answer = (batch, _) => ValueTask.FromResult(
            batch.Occasion == BatchOccasion.Interval && sink.Calls.Count(call => call.Occasion == BatchOccasion.Interval) < 3 ? DeliveryResult.Retry("not now") : DeliveryResult.Delivered());
        await using var bench = TrailBench.Open(_time).With(sink);
        await _time.AdvanceUntilAsync(() => sink.Calls.Count == 1, TimeSpan.FromMinutes(1));
        await Until.TrueAsync(() => bench.Status().Problem == "not now");
        await bench.RecordAsync(2);
        await Until.TrueAsync(() => sink.TakenCount == 2);
        await _time.AdvanceUntilAsync(() => sink.Calls.Count(call => call.Occasion == BatchOccasion.Interval) == 3, Second);
        Assert.InRange(_time.Elapsed(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(65));
        await Until.TrueAsync(() => bench.Status().Problem is null);
    }

    [Fact]
    public async Task AnIntervalCallIsNotRepeatedSoonerThanTheSinkWishes()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { Interval = TimeSpan.FromMinutes(1) } };
        sink.Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("make the bucket", TimeSpan.FromMinutes(5)));
        await using var bench = TrailBench.Open(_time).With(sink);
        await _time.AdvanceUntilAsync(() => sink.Calls.Count == 1, Second);
        await Until.TrueAsync(() => bench.Status().Problem == "make the bucket");

        var first = _time.Elapsed();
        await _time.AdvanceUntilAsync(() => sink.Calls.Count == 2, Second);

        Assert.InRange(_time.Elapsed() - first, TimeSpan.FromMinutes(5) - Second, TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task ACleanStopDeliversEverythingAndThenTellsTheSinkOnce()
    {
        var sink = new ScriptedSink();
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(2_500);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2_500, sink.TakenCount);
        Assert.Equal((BatchOccasion.Stop, 0, null), sink.Calls.Last());
        Assert.Single(sink.Calls, call => call.Occasion == BatchOccasion.Stop);
        await bench.Trails.DisposeAsync();
        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public async Task AStateThatTheSinkWantsSavedIsSavedBeforeItsNextCall()
    {
        var called = 0;
        var found = new List<(string? State, string? Saved)>();
        var storage = new MemoryStorage();
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 1, Interval = TimeSpan.FromMinutes(1), SavesEachState = true } };
        sink.Answer = (batch, _) =>
        {
            found.Add((batch.State, new CursorFile(storage, "security").Load()!.State));
            return ValueTask.FromResult(DeliveryResult.Delivered($"state {++called}"));
        };
        await using var bench = TrailBench.Open(_time, storage).With(sink);
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => sink.TakenCount == 3);
        await _time.AdvanceUntilAsync(() => sink.Calls.Count == 5, Second);

        Assert.Equal([null, "state 1", "state 2", "state 3", "state 4"], found.Take(5).Select(call => call.State));
        Assert.All(found, call => Assert.Equal(call.State, call.Saved));
    }

    [Fact]
    public async Task AStopThatCannotDeliverEverythingDoesNotSayStopAndEndsInTime()
    {
        var sink = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(5);
        await Until.TrueAsync(() => !sink.Calls.IsEmpty);
        var stop = bench.Trails.StopAsync(TimeSpan.FromSeconds(10));
        await _time.AdvanceUntilAsync(() => stop.IsCompleted, Second);
        Assert.InRange(_time.Elapsed(), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(sink.Calls, call => call.Occasion == BatchOccasion.Stop);
        Assert.Equal(5, bench.Status().Pending);
    }

    [Fact]
    public async Task AStopDoesNotWaitForALingeringBatch()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { Linger = TimeSpan.FromHours(1) } };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(5);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(5, sink.TakenCount);
    }

    [Fact]
    public async Task TheStateOfTheStopCallIsThereAtTheNextStart()
    {
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(DeliveryResult.Delivered(batch.Occasion.ToString())) };
        var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(30));
        await using var next = await bench.CrashAsync();
        Assert.Equal("Stop", new CursorFile(next.Storage, "security").Load()!.State);
    }
}
