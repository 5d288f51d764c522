using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Trails;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Delivery;

public sealed class DeliveryOrderTests
{
    [Fact]
    public async Task EventsArriveInOrderWithTheirNumbersInTheRecord()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 7 } };
        await using var bench = TrailBench.Open().With(sink);
        await bench.RecordAsync(100);
        await Until.TrueAsync(() => sink.TakenCount == 100);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), sink.Taken.Select(item => item.Sequence));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), sink.Taken.Select(item => item.TrailSequence));
        Assert.All(sink.Calls, call => Assert.InRange(call.Count, 1, 7));
        var numbers = sink.Taken[41].Root.GetProperty("additionalEventData").GetProperty("auditTrail");
        Assert.Equal(42, numbers.GetProperty("sequence").GetInt64());
        Assert.Equal(bench.Journal.Stream, numbers.GetProperty("stream").GetGuid());
    }

    [Fact]
    public async Task ATrailThatSelectsLessHasNumbersWithoutGapsAndCountsTheRest()
    {
        var sink = new ScriptedSink();
        await using var bench = TrailBench.Open().With(new Trail("security", sink) { FromOldest = true, Selector = new SelectorBuilder().ManagementEvents().WriteOnly().Build() });
        for (var i = 0; i < 10; i++)
        {
            await bench.RecordAsync(3, FrameFlags.ReadOnly);
            await bench.RecordAsync(2, FrameFlags.None);
            await bench.RecordAsync(1, FrameFlags.DataEvent);
        }

        await Until.TrueAsync(() => bench.Status().Pending == 0);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), sink.Taken.Select(item => item.TrailSequence));
        Assert.Equal(40, bench.Status().NotSelected);
        Assert.Equal(20, bench.Status().Delivered);
    }

    [Fact]
    public async Task ABatchCanBeEnumeratedAgainButNotAfterTheCall()
    {
        AuditBatch? kept = null;
        IEnumerator<BatchedEvent>? begun = null;
        var counts = new List<int>();
        var sink = new ScriptedSink
        {
            Answer = (batch, _) =>
            {
                kept ??= batch;
                counts.AddRange([batch.ToList().Count, batch.ToList().Count, batch.Count]);
                begun ??= batch.GetEnumerator();
                begun.MoveNext();
                return ValueTask.FromResult(DeliveryResult.Delivered());
            },
        };
        await using var bench = TrailBench.Open();
        await bench.RecordAsync(5);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().Delivered == 5);

        Assert.Equal([5, 5, 5], counts);
        Assert.Throws<InvalidOperationException>(() => kept!.ToList());
        Assert.Throws<InvalidOperationException>(() => begun!.MoveNext());
    }

    [Fact]
    public async Task TwoEnumerationsOfABatchAtOnceAreAnErrorNotAMixture()
    {
        Exception? thrown = null;
        var sink = new ScriptedSink
        {
            Answer = (batch, _) =>
            {
                thrown = Record.Exception(() => batch.Zip(batch.Skip(1)).Count());
                return ValueTask.FromResult(DeliveryResult.Delivered());
            },
        };
        await using var bench = TrailBench.Open();
        await bench.RecordAsync(5);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().Delivered == 5);
        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public async Task ABatchStaysWithinTheBytesThatTheSinkTakesOverheadIncluded()
    {
        var sizes = new List<(int Count, long Bytes)>();
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxBytes = 4_000, OverheadPerEvent = 100 } };
        sink.Answer = (batch, _) =>
        {
            Assert.Equal(batch.Bytes, batch.Sum(item => (long)item.Utf8Json.Length));
            sizes.Add((batch.Count, batch.Bytes));
            return ValueTask.FromResult(DeliveryResult.Delivered());
        };
        await using var bench = TrailBench.Open();
        await bench.RecordAsync(40, bytes: 300);
        bench.With(sink);
        await Until.TrueAsync(() => sink.TakenCount == 40);

        Assert.All(sizes, size => Assert.True(size.Bytes + (100 * size.Count) <= 4_000, $"{size}"));
        Assert.All(sizes.SkipLast(1), size => Assert.True(size.Bytes + (100 * size.Count) + (size.Bytes / size.Count) + 100 > 4_000, $"{size} is not full"));
    }

    [Fact]
    public async Task AnEventThatIsTooLargeForABatchGoesAlone()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxBytes = 2_000 } };
        await using var bench = TrailBench.Open();
        await bench.RecordAsync(2);
        await bench.RecordAsync(1, bytes: 5_000);
        await bench.RecordAsync(2);
        bench.With(sink);
        await Until.TrueAsync(() => sink.TakenCount == 5);
        Assert.Equal([2, 1, 2], sink.Calls.Select(call => call.Count));
    }

    [Fact]
    public async Task ALingeringBatchWaitsForMoreButNotForEver()
    {
        var time = new ManualTimeProvider();
        var timers = new CountedTimers(time);
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 10, Linger = TimeSpan.FromSeconds(5) } };
        await using var bench = TrailBench.Open(timers).With(sink);
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => timers.Armed > 0);
        time.Advance(TimeSpan.FromSeconds(4));
        await bench.RecordAsync(3);
        Assert.Empty(sink.Calls);
        await time.AdvanceUntilAsync(() => sink.TakenCount == 6, TimeSpan.FromSeconds(1));
        Assert.Equal([6], sink.Calls.Select(call => call.Count));

        await bench.RecordAsync(10);
        await Until.TrueAsync(() => sink.TakenCount == 16);
    }

    [Fact]
    public async Task AnIdleTrailHasNoTimer()
    {
        var time = new ManualTimeProvider();
        var timers = new CountedTimers(time);
        var sink = new ScriptedSink();
        await using var bench = TrailBench.Open(timers).With(sink);
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => sink.TakenCount == 3);
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => bench.Status().Pending == 0 && timers.Armed > 0);
        await time.AdvanceUntilAsync(() => timers.Armed == 0, TimeSpan.FromSeconds(1));
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => sink.TakenCount == 9);
    }

    [Fact]
    public async Task WhileASinkRunsRecordingIsSuppressed()
    {
        var inside = false;
        var sink = new ScriptedSink
        {
            Answer = async (_, _) =>
            {
                await Task.Yield();
                inside = AuditTrail.Diagnostics.AuditSuppression.IsActive;
                return DeliveryResult.Delivered();
            },
        };
        await using var bench = TrailBench.Open().With(sink);
        await bench.RecordAsync(1);
        await Until.TrueAsync(() => bench.Status().Delivered == 1);
        Assert.True(inside);
        Assert.False(AuditTrail.Diagnostics.AuditSuppression.IsActive);
    }
}
