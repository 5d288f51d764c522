using System.Text;
using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Delivery;

public sealed class DamagedJournalTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task DamageThatIsFoundWhileReadingIsSkippedCountedAndSaidInTheTrail()
    {
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 4 } };
        await using var bench = TrailBench.Open(_time);
        bench.Prepare(new Trail("security", sink));
        await RecordNumberedAsync(bench, 20);
        Damage(bench.JournalStorage, "Number0007");
        Damage(bench.JournalStorage, "Number0008");
        bench.Trails.Start();
        await _time.AdvanceUntilAsync(() => bench.Status().Pending == 0, TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 9, 10], sink.Taken.Select(item => item.Sequence).Take(9));
        var marker = sink.Taken[6].Root.GetProperty("requestParameters");
        Assert.Equal((7, 8, 2), (marker.GetProperty("from").GetInt64(), marker.GetProperty("to").GetInt64(), marker.GetProperty("count").GetInt64()));
        var status = bench.Status();
        Assert.Equal((21, 19, 2), (status.Recorded, status.Delivered, status.Skipped));
    }

    [Fact]
    public async Task ABatchWhoseEventsAreDamagedWhileItIsTriedIsPlannedAgainAndNoNumberIsUsedTwice()
    {
        var offered = new List<(long TrailSequence, long Sequence)>();
        var up = false;
        var sink = new ScriptedSink { Limits = new SinkLimits { MaxBytes = 16 << 20 } };
        sink.Answer = (batch, _) =>
        {
            offered.AddRange(batch.Select(item => (item.TrailSequence, item.Sequence)));
            return ValueTask.FromResult(up ? DeliveryResult.Delivered() : DeliveryResult.Retry("down"));
        };
        await using var bench = TrailBench.Open(_time);
        bench.Prepare(new Trail("security", sink));

        // Larger than what a reader keeps in memory.
        await RecordNumberedAsync(bench, 10, bytes: 200_000);
        bench.Trails.Start();
        await Until.TrueAsync(() => bench.Status().Problem is not null);
        Damage(bench.JournalStorage, "Number0005");
        up = true;
        await _time.AdvanceUntilAsync(() => bench.Status().Pending == 0, TimeSpan.FromSeconds(1));

        // The first marker says which numbers went unused, the second what is missing.
        Assert.Equal([0, 1, 2, 3, 4, 0, 6, 7, 8, 9, 10], sink.Taken.Select(item => item.Sequence));
        Assert.Equal((1L, 10L), UnusedIn(sink.Taken[0]));
        Assert.Empty(TrailNumbers.Unexplained(sink.Taken));
        Assert.All(offered.Distinct().GroupBy(item => item.TrailSequence), number => Assert.Single(number));
        Assert.Equal((12, 11, 1), (bench.Status().Recorded, bench.Status().Delivered, bench.Status().Skipped));
    }

    [Fact]
    public async Task ASinkThatSwallowsTheDamageCannotCallTheBatchDelivered()
    {
        var sink = new SwallowingSink();
        await using var bench = TrailBench.Open(_time);
        bench.Prepare(new Trail("security", sink) { FromOldest = true });
        await RecordNumberedAsync(bench, 10, bytes: 200_000);
        bench.Trails.Start();
        await Until.TrueAsync(() => bench.Status().Problem is not null);
        Damage(bench.JournalStorage, "Number0005");
        sink.IsUp = true;
        await _time.AdvanceUntilAsync(() => bench.Status().Pending == 0, TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2, 3, 4, 6, 7, 8, 9, 10], sink.Seen.Where(sequence => sequence > 0).Distinct());
        Assert.Equal((12, 11, 1), (bench.Status().Recorded, bench.Status().Delivered, bench.Status().Skipped));
    }

    [Fact]
    public async Task DamageThatTheJournalReportedWhenItWasOpenedIsOnlyCounted()
    {
        var bench = TrailBench.Open(_time);
        var down = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        bench.With(new Trail("security", down));
        await RecordNumberedAsync(bench, 20);
        Damage(bench.JournalStorage, "Number0007");
        await using var next = await bench.CrashAsync();
        Assert.Equal([new JournalLoss(7, 7, "")], next.Journal.Recovery.Losses.Select(loss => loss with { Reason = "" }));
        var sink = new ScriptedSink();
        next.With(new Trail("security", sink));
        await Until.TrueAsync(() => next.Status().Pending == 0);

        // What the journal's own marker tells is not told again, only which numbers went unused.
        Assert.Equal(Enumerable.Range(1, 20).Select(i => i == 7 ? 0L : i), sink.Taken.Select(item => item.Sequence));
        Assert.Equal((0L, (7L, 20L)), (sink.Taken[6].Root.GetProperty("requestParameters").GetProperty("count").GetInt64(), UnusedIn(sink.Taken[6])));
        Assert.Empty(TrailNumbers.Unexplained(sink.Taken));
        Assert.Equal((21, 20, 1), (next.Status().Recorded, next.Status().Delivered, next.Status().Skipped));
    }

    [Fact]
    public async Task DamageThatAMarkerToldOfIsNotSaidAgainHoweverLateTheTrailComesThere()
    {
        var bench = TrailBench.Open(_time);
        var down = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        bench.With(new Trail("security", down));
        await RecordNumberedAsync(bench, 20);
        Damage(bench.JournalStorage, "Number0007");
        var second = await bench.CrashAsync();
        second.Journal.AcknowledgeLoss(Assert.Single(second.Journal.Recovery.Losses));
        second.With(new Trail("security", down));
        await using var third = await second.CrashAsync();
        Assert.Empty(third.Journal.Recovery.Losses);

        var sink = new ScriptedSink();
        third.With(new Trail("security", sink));
        await Until.TrueAsync(() => third.Status().Pending == 0);

        Assert.Equal(Enumerable.Range(1, 20).Select(i => i == 7 ? 0L : i), sink.Taken.Select(item => item.Sequence));
        Assert.Equal(0, sink.Taken[6].Root.GetProperty("requestParameters").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task DamageThatTrailsFindIsToldByThemAndNotByAMarkerAfterTheNextStart()
    {
        var bench = TrailBench.Open(_time);
        var down = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        var (first, second) = (new ScriptedSink { Limits = new SinkLimits { MaxEvents = 4 } }, new ScriptedSink { Limits = new SinkLimits { MaxEvents = 4 } });
        bench.Prepare(new Trail("security", first), new Trail("everything", down));
        await RecordNumberedAsync(bench, 20);
        Damage(bench.JournalStorage, "Number0007");
        bench.Trails.Start();
        await _time.AdvanceUntilAsync(() => bench.Status().Pending == 0, TimeSpan.FromSeconds(1));

        await using var next = await bench.CrashAsync();
        Assert.Empty(next.Journal.Recovery.Losses);
        next.With(new Trail("security", first), new Trail("everything", second));
        await _time.AdvanceUntilAsync(() => next.Status("everything").Pending == 0, TimeSpan.FromSeconds(1));

        Assert.All([first, second], sink => Assert.Equal(7, Assert.Single(sink.Taken.DistinctBy(item => item.TrailSequence), item => item.Sequence == 0).Root.GetProperty("requestParameters").GetProperty("from").GetInt64()));
    }

    private static (long From, long To) UnusedIn(SeenEvent marker)
    {
        var told = marker.Root.GetProperty("requestParameters");
        return (told.GetProperty("trailFrom").GetInt64(), told.GetProperty("trailTo").GetInt64());
    }

    private static async Task RecordNumberedAsync(TrailBench bench, int count, int bytes = 0)
    {
        for (var i = 1; i <= count; i++)
        {
            await bench.RecordAsync(1, name: $"Number{i:0000}", bytes: bytes);
        }
    }

    /// <summary>Takes what it can get and calls that the whole batch.</summary>
    private sealed class SwallowingSink : IAuditSink
    {
        public SinkLimits Limits { get; } = new() { MaxBytes = 16 << 20 };

        public volatile bool IsUp;

        public List<long> Seen { get; } = [];

        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            if (!IsUp)
            {
                return new(DeliveryResult.Retry("down"));
            }

            try
            {
                foreach (var item in batch)
                {
                    Seen.Add(item.Sequence);
                }
            }
            catch (Exception)
            {
                return new(DeliveryResult.Delivered());
            }

            return new(DeliveryResult.Delivered());
        }
    }

    private static void Damage(IStorage storage, string text)
    {
        foreach (var name in storage.List().Where(name => name.StartsWith("seg-", StringComparison.Ordinal)))
        {
            using var file = storage.Open(name, writable: true);
            var content = new byte[file.Length];
            file.Read(content, 0);
            var at = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
            if (at >= 0)
            {
                file.Write("X"u8, at);
                return;
            }
        }

        Assert.Fail($"{text} is not in the journal.");
    }
}
