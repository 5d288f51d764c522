using System.Diagnostics.Metrics;
using AuditTrail.Delivery;
using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Delivery;

public sealed class LossIdentityTests
{
    [Fact]
    public async Task InEverySnapshotUnderLoadEachTrailsAccountAddsUp()
    {
        var random = new Random(7);
        var bad = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 50 } };
        bad.Answer = (batch, _) => ValueTask.FromResult(random.Next(10) == 0
            ? DeliveryResult.Retry("no")
            : DeliveryResult.Reject([.. Enumerable.Range(0, batch.Count).Where(_ => random.Next(20) == 0).Select(index => new RejectedEvent(index, "bad"))]));
        await using var bench = TrailBench.Open(timing: new DeliveryTiming { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(2), FailuresBeforeProbing = int.MaxValue }).With(
            new Trail("plain", new ScriptedSink { Limits = new SinkLimits { MaxEvents = 10 } }),
            new Trail("selects", new ScriptedSink()) { Selector = new SelectorBuilder().WriteOnly().Build() },
            new Trail("rejects", bad));

        using var stop = new CancellationTokenSource();
        var snapshots = 0;
        var hammer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Check(bench.Trails.GetStatus());
                snapshots++;
            }
        });
        var events = TestScale.Of(fast: 3_000, normal: 6_000, slow: 500_000);
        for (var i = 0; i < events / 100; i++)
        {
            await bench.RecordAsync(100, i % 2 == 0 ? FrameFlags.ReadOnly : FrameFlags.None);
        }

        await Until.TrueAsync(() => bench.Trails.GetStatus().Trails.All(trail => trail.Pending == 0));
        await stop.CancelAsync();
        await hammer;
        Assert.InRange(snapshots, 100, int.MaxValue);
        Assert.Equal((events, events / 2, events / 2), (bench.Status("plain").Delivered, bench.Status("selects").Delivered, bench.Status("selects").NotSelected));
        Assert.InRange(bench.Status("rejects").DeadLettered, 1, events);
        Assert.Equal(bench.Status("rejects").Delivered, bad.TakenCount);

        static void Check(DeliverySnapshot snapshot)
        {
            foreach (var trail in snapshot.Trails)
            {
                // The left side is the journal's count, the right side is made of the trail's outcomes.
                Assert.Equal(snapshot.DurableSequence, trail.Recorded);
                Assert.Equal(trail.Recorded, trail.Delivered + trail.Pending + trail.DeadLettered + trail.NotSelected + trail.Skipped);
                Assert.True(trail is { Delivered: >= 0, Pending: >= 0, DeadLettered: >= 0, NotSelected: >= 0, Skipped: >= 0 });
            }
        }
    }

    [Fact]
    public async Task TheCountersOfTheMeterSayTheSameAsTheStatus()
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        await using var bench = TrailBench.Open();
        var mine = bench.Metrics.Meter;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, mine))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Add(instrument, 1, labels));
        listener.Start();
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(DeliveryResult.Reject([new RejectedEvent(0, "bad")])) };
        bench.Prepare(new Trail("security", sink) { Selector = new SelectorBuilder().WriteOnly().Build() });
        await bench.RecordAsync(6, FrameFlags.ReadOnly);
        await bench.RecordAsync(4);
        bench.Trails.Start();
        await Until.TrueAsync(() => bench.Status().Pending == 0);
        await bench.Trails.DisposeAsync();
        listener.RecordObservableInstruments();

        Assert.Equal(3, sums["audittrail.trail.delivered"]);
        Assert.Equal(1, sums["audittrail.trail.dead_lettered"]);
        Assert.Equal(6, sums["audittrail.trail.not_selected"]);
        Assert.Equal(0, sums["audittrail.trail.pending"]);
        Assert.Equal(1, sums["audittrail.trail.delivery.duration"]);
        Assert.Equal(["recorder", "trail"], tags.Order(StringComparer.Ordinal));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            lock (sums)
            {
                sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value;
                foreach (var label in labels)
                {
                    tags.Add(label.Key);
                }
            }
        }
    }
}
