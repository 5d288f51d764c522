using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Delivery;

public sealed class SkipTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 32 << 10, MaxBytes = 512 << 10, ReserveBytes = 0 };
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task ATrailThatMaySkipFreesTheJournalAndItsGapMarkerIsExact()
    {
        var offered = new HashSet<(long TrailSequence, long Sequence)>();
        var up = false;
        var sink = new ScriptedSink();
        sink.Answer = (batch, _) =>
        {
            offered.UnionWith(batch.Select(item => (item.TrailSequence, item.Sequence)));
            return ValueTask.FromResult(up ? DeliveryResult.Delivered() : DeliveryResult.Retry("down"));
        };
        var other = new ScriptedSink();
        await using var bench = TrailBench.Open(_time, options: Small)
            .With(new Trail("security", sink) { WhenBehind = BehindPolicy.Skip }, new Trail("other", other));

        // Four times what the journal holds: without the jumps the recorder would refuse events.
        for (var i = 0; i < 200; i++)
        {
            await bench.RecordAsync(10, bytes: 1000);
            await Until.TrueAsync(() => bench.Status("other").Pending == 0);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Until.TrueAsync(() => bench.Journal.GetStatus() is var status && status.Bytes < status.Budget * 0.95);
        }

        var skipped = bench.Status().Skipped;
        Assert.InRange(skipped, 500, 1_999);
        Assert.Equal(2_000, other.TakenCount);
        up = true;
        await _time.AdvanceUntilAsync(() => bench.Status().Pending == 0, TimeSpan.FromSeconds(1));

        var status = bench.Status();
        Assert.Equal(skipped, status.Skipped);
        Assert.Equal(2_001, status.Recorded);
        var marker = Assert.Single(sink.Taken, item => item.Name == "TrailGap").Root.GetProperty("requestParameters");
        Assert.Equal((1, skipped, skipped), (marker.GetProperty("from").GetInt64(), marker.GetProperty("to").GetInt64(), marker.GetProperty("count").GetInt64()));
        Assert.Equal(Enumerable.Range((int)skipped + 1, 2_000 - (int)skipped).Select(i => (long)i), sink.Taken.Skip(1).Select(item => item.Sequence));
        Assert.Equal("TrailGap", sink.Taken[0].Name);
        Assert.Equal((1, sink.Taken[0].TrailSequence - 1), (marker.GetProperty("trailFrom").GetInt64(), marker.GetProperty("trailTo").GetInt64()));
        Assert.Empty(TrailNumbers.Unexplained(sink.Taken));

        // No number that the sink has seen for one event was used for another; markers are widened under a number of their own.
        Assert.All(offered.Where(item => item.Sequence > 0).GroupBy(item => item.TrailSequence), number => Assert.Single(number));
        Assert.Empty(offered.Where(item => item.Sequence > 0).Select(item => item.TrailSequence).Intersect(offered.Where(item => item.Sequence == 0).Select(item => item.TrailSequence)));
    }

    [Fact]
    public async Task ATrailSkipsNothingThatAnotherOneHoldsAnyway()
    {
        var down = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        var alsoDown = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        await using var bench = TrailBench.Open(_time, options: Small)
            .With(new Trail("skips", down) { WhenBehind = BehindPolicy.Skip }, new Trail("holds", alsoDown));
        AppendResult last = default;
        for (var i = 0; i < 2_000 && last.Outcome == AppendOutcome.Recorded; i++)
        {
            last = await bench.Journal.AppendAsync(TrailBench.Payload(bytes: 1000), FrameKind.Event, FrameFlags.None, _time.GetUtcNow(), AckLevel.Durable, TimeSpan.Zero, CancellationToken.None);
            last = last.Outcome == AppendOutcome.Late ? AppendResult.Recorded(last.Sequence) : last;
        }

        Assert.Equal(AppendOutcome.Refused, last.Outcome);
        Assert.Equal(0, bench.Status("skips").Skipped);
        Assert.Equal(bench.Status("skips").Recorded, bench.Status("skips").Pending);
    }

    [Fact]
    public async Task ASkipReachesATrailWhoseSinkHangsForEver()
    {
        var sink = new ScriptedSink
        {
            Limits = new SinkLimits { AttemptTimeout = TimeSpan.FromDays(1) },
            Answer = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return DeliveryResult.Delivered();
            },
        };
        await using var bench = TrailBench.Open(_time, options: Small).With(new Trail("security", sink) { WhenBehind = BehindPolicy.Skip });
        for (var i = 0; i < 100; i++)
        {
            await bench.RecordAsync(10, bytes: 1000);
            await Until.TrueAsync(() => bench.Journal.GetStatus() is var status && status.Bytes < status.Budget * 0.95);
        }

        Assert.InRange(bench.Status().Skipped, 300, 1_000);
        Assert.False(sink.Overlapped);
    }
}
