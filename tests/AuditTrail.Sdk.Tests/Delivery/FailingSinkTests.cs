using AuditTrail.Delivery;
using AuditTrail.Sinks;
using AuditTrail.Trails;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Delivery;

public sealed class FailingSinkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task WhatASinkThrowsIsARetry()
    {
        var failures = new Queue<Exception>([new HttpRequestException("refused"), new TaskCanceledException("the sink's own"), new InvalidOperationException("a bug"), new NotSupportedException()]);
        var sink = new ScriptedSink { Answer = (_, _) => failures.TryDequeue(out var next) ? throw next : ValueTask.FromResult(DeliveryResult.Delivered()) };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(3);
        await _time.AdvanceUntilAsync(() => bench.Status().Problem is not null, Second);
        Assert.Contains("HttpRequestException: refused", bench.Status().Problem, StringComparison.Ordinal);
        await _time.AdvanceUntilAsync(() => sink.TakenCount == 3, Second);
        Assert.Equal([1, 2, 3], sink.Taken.Select(item => item.Sequence));
        await Until.TrueAsync(() => bench.Status() is { Problem: null, Delivered: 3, LastDelivery: not null });
    }

    [Fact]
    public async Task ADestinationThatIsDownForADayGetsEverythingInOrder()
    {
        var up = false;
        var attempts = 0;
        var sink = new ScriptedSink
        {
            // The clock moves in large steps, which must not look like a sink that hangs.
            Limits = new SinkLimits { AttemptTimeout = TimeSpan.FromDays(1) },
            Answer = (_, _) =>
            {
                attempts++;
                return ValueTask.FromResult(up ? DeliveryResult.Delivered() : DeliveryResult.Retry("down"));
            },
        };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(50);
        await _time.AdvanceUntilAsync(() => _time.Elapsed() > TimeSpan.FromHours(24), TimeSpan.FromMinutes(10));
        await bench.RecordAsync(50);
        Assert.Equal("down", bench.Status().Problem);
        Assert.Equal(100, bench.Status().Pending);

        // Probed, not hammered: not even three attempts a minute.
        Assert.InRange(attempts, 20, 24 * 60 * 3);
        up = true;
        await _time.AdvanceUntilAsync(() => sink.TakenCount == 100, Second);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), sink.Taken.Select(item => item.Sequence));
    }

    [Fact]
    public async Task ASinkThatIsDownForADayIsLoggedAtOnceAndThenNowAndThen()
    {
        var log = new CollectedLog();
        var up = false;
        var reason = "down";
        var sink = new ScriptedSink
        {
            Limits = new SinkLimits { AttemptTimeout = TimeSpan.FromDays(1) },
            Answer = (_, _) => ValueTask.FromResult(up ? DeliveryResult.Delivered() : DeliveryResult.Retry(reason)),
        };
        await using var bench = TrailBench.Open(_time).LogTo(log).With(sink);
        await bench.RecordAsync(1);
        await _time.AdvanceUntilAsync(() => log.Has(LogLevel.Warning, "(down)"), Second);
        await _time.AdvanceUntilAsync(() => _time.Elapsed() > TimeSpan.FromHours(24), TimeSpan.FromSeconds(40));
        Assert.InRange(Warnings(), 2, (24 * 6) + 2);

        // News is not held back, and neither is the end.
        reason = "gone";
        await _time.AdvanceUntilAsync(() => log.Has(LogLevel.Warning, "(gone)"), Second);
        up = true;
        await _time.AdvanceUntilAsync(() => log.Has(LogLevel.Information, "answers again"), Second);

        int Warnings() => log.Entries.Count(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("(down)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACursorThatCannotBeSavedForADayIsLoggedAtOnceAndThenNowAndThen()
    {
        var log = new CollectedLog();
        var storage = new BrittleStorage();
        await using var bench = TrailBench.Open(_time, storage).LogTo(log);
        bench.Prepare(new Trail("security", new ScriptedSink()) { FromOldest = true });
        storage.FailsSyncOf = "cursors/security.json.tmp";
        bench.Trails.Start();
        for (var hour = 1; hour <= 3; hour++)
        {
            await bench.RecordAsync(1);
            await _time.AdvanceUntilAsync(() => _time.Elapsed() > TimeSpan.FromHours(hour), TimeSpan.FromSeconds(10));
        }

        Assert.True(storage.Failures > 60, $"{storage.Failures} failures");
        Assert.InRange(log.Entries.Count(entry => entry.Level == LogLevel.Error), 2, (3 * 6) + 2);
        Assert.Equal(3, bench.Status().Delivered);
    }

    [Fact]
    public async Task TheDestinationsWishForTheNextAttemptIsRespected()
    {
        var attempts = new List<TimeSpan>();
        var sink = new ScriptedSink
        {
            Answer = (_, _) =>
            {
                attempts.Add(_time.Elapsed());
                return ValueTask.FromResult(attempts.Count == 1 ? DeliveryResult.Retry("slow down", TimeSpan.FromMinutes(7)) : DeliveryResult.Delivered());
            },
        };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await _time.AdvanceUntilAsync(() => sink.TakenCount == 1, 5 * Second);
        Assert.InRange(attempts[1] - attempts[0], TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(7) + (10 * Second));
    }

    [Fact]
    public async Task ASinkThatHangsIsCancelledAndTriedAgain()
    {
        var hangs = 2;
        var sink = new ScriptedSink
        {
            Limits = new SinkLimits { AttemptTimeout = TimeSpan.FromSeconds(10) },
            Answer = async (_, cancellationToken) =>
            {
                if (hangs-- > 0)
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return DeliveryResult.Delivered();
            },
        };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await _time.AdvanceUntilAsync(() => bench.Status().Problem is not null, Second);
        Assert.Equal("The sink did not answer within 10 s.", bench.Status().Problem);
        await _time.AdvanceUntilAsync(() => sink.TakenCount == 1, Second);
        Assert.Equal(3, sink.Calls.Count);
        Assert.False(sink.Overlapped);
    }

    [Fact]
    public async Task ASinkThatIgnoresItsCancellationIsNeverCalledTwiceAtOnceAndItsLateAnswerCounts()
    {
        var gate = new TaskCompletionSource();
        var sink = new ScriptedSink
        {
            Limits = new SinkLimits { AttemptTimeout = Second },
            Answer = async (_, _) =>
            {
                await gate.Task;
                return DeliveryResult.Delivered("late");
            },
        };
        await using var bench = TrailBench.Open(_time);
        await bench.RecordAsync(2);
        bench.With(sink);
        await _time.AdvanceUntilAsync(() => bench.Status().Problem is not null, Second);
        Assert.Contains("goes on with a call that was cancelled", bench.Status().Problem, StringComparison.Ordinal);
        await _time.AdvanceUntilAsync(() => _time.Elapsed() > TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5));
        Assert.Single(sink.Calls);

        gate.SetResult();
        await _time.AdvanceUntilAsync(() => bench.Status().Delivered == 2, Second);
        Assert.Single(sink.Calls);
        Assert.False(sink.Overlapped);
        Assert.Equal(2, sink.TakenCount);
    }

    [Fact]
    public async Task ASinkThatBlocksItsThreadForEverDoesNotHoldUpTheStop()
    {
        using var gate = new ManualResetEventSlim();
        var sink = new ScriptedSink
        {
            Answer = (_, _) =>
            {
                gate.Wait(CancellationToken.None);
                return ValueTask.FromResult(DeliveryResult.Delivered());
            },
        };
        var bench = TrailBench.Open(timing: new DeliveryTiming { CancellationGrace = TimeSpan.FromMilliseconds(50) }).With(sink);
        await bench.RecordAsync(1);
        await Until.TrueAsync(() => !sink.Calls.IsEmpty);
        await bench.Trails.StopAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(1, bench.Status().Pending);
        await bench.DisposeAsync();
        Assert.False(sink.IsDisposed);
        gate.Set();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task AnAnswerThatMakesNoSenseHoldsTheBatchAndSaysWhy(int rejectedIndex)
    {
        var sane = false;
        RejectedEvent[] rejected = rejectedIndex == 0 ? [new(0, "bad"), new(0, "bad")] : [new(rejectedIndex, "bad")];
        var sink = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(sane ? DeliveryResult.Delivered() : DeliveryResult.Reject(rejected)) };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await _time.AdvanceUntilAsync(() => bench.Status().Problem is not null, Second);
        Assert.Contains("twice or outside of a batch of 1 events", bench.Status().Problem, StringComparison.Ordinal);
        Assert.Equal(1, bench.Status().Pending);
        sane = true;
        await _time.AdvanceUntilAsync(() => bench.Status() is { Delivered: 1, DeadLettered: 0 }, Second);
    }

    [Fact]
    public async Task NullIsNotAnAnswerAndAnEndlessStateIsNotKept()
    {
        var answers = new Queue<DeliveryResult?>([null, DeliveryResult.Delivered(new string('s', 100_000))]);
        var sink = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(answers.TryDequeue(out var next) ? next! : DeliveryResult.Delivered("small")) };
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await _time.AdvanceUntilAsync(() => bench.Status().Delivered == 1, Second);
        Assert.Equal(3, sink.Calls.Count);
    }

    [Fact]
    public async Task ABlockedTrailDoesNotHoldUpAnother()
    {
        var stuck = new ScriptedSink { Answer = async (_, token) => { await Task.Delay(Timeout.Infinite, token); return DeliveryResult.Delivered(); } };
        var well = new ScriptedSink();
        await using var bench = TrailBench.Open(timing: new DeliveryTiming { CancellationGrace = TimeSpan.FromMilliseconds(50) })
            .With(new Trail("stuck", stuck) { FromOldest = true }, new Trail("well", well) { FromOldest = true });
        await bench.RecordAsync(5_000);
        await Until.TrueAsync(() => well.TakenCount == 5_000);
        Assert.Equal(5_000, bench.Status("stuck").Pending);
    }
}
