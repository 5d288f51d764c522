using AuditTrail.Delivery;
using AuditTrail.Journal;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Delivery;

public sealed class RandomDeliveryTests
{
    private static readonly DeliveryTiming Hasty = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(1),
        LongestRetry = TimeSpan.FromMilliseconds(2),
        CancellationGrace = TimeSpan.FromMilliseconds(10),
        SaveInterval = TimeSpan.FromMilliseconds(5),
        FailuresBeforeProbing = int.MaxValue,
    };

    [Fact]
    public async Task UnderEveryBehaviourAndCrashEachEventArrivesInOrderAndRepetitionsAreTheSameBytes()
    {
        for (var seed = 1; seed <= TestScale.Of(fast: 3, normal: 12, slow: 2_000); seed++)
        {
            await CheckAsync(seed);
        }
    }

    private static async Task CheckAsync(int seed)
    {
        var random = new Random(seed);
        var sink = new RandomSink(seed);
        var bench = TrailBench.Open(timing: Hasty).With(new Trail("security", sink) { Selector = new SelectorBuilder().WriteOnly().Build() });
        var expected = new List<long>();
        var sequence = 0L;
        for (var run = 0; run < 3; run++)
        {
            for (var i = 0; i < 20; i++)
            {
                var readOnly = random.Next(3) == 0;
                var count = 1 + random.Next(4);
                await bench.RecordAsync(count, readOnly ? FrameFlags.ReadOnly : FrameFlags.None, bytes: random.Next(200));
                expected.AddRange(Enumerable.Range(1, readOnly ? 0 : count).Select(number => sequence + number));
                sequence += count;
            }

            if (run < 2)
            {
                // The old run's loop must be over before the next one begins, as in a crash.
                bench = await bench.CrashAsync();
                bench.With(new Trail("security", sink) { Selector = new SelectorBuilder().WriteOnly().Build() });
            }
        }

        await Until.TrueAsync(() => bench.Status().Pending == 0);
        await bench.DisposeAsync();
        Check(seed, sink, expected);
    }

    private static void Check(int seed, RandomSink sink, List<long> expected)
    {
        var all = sink.Arrived.Concat(sink.Refused).ToList();
        Assert.True(expected.SequenceEqual(all.Select(item => item.Sequence).Distinct().Order()), $"seed {seed}: not every event arrived or was refused");
        Assert.All(all.GroupBy(item => item.Sequence), same => Assert.Single(same.Distinct()));
        Assert.All(all.GroupBy(item => item.TrailSequence), same => Assert.Single(same.Select(item => item.Sequence).Distinct()));

        // In order: what is new is never older than anything that arrived before.
        var highest = 0L;
        var known = new HashSet<long>();
        foreach (var item in sink.Arrived)
        {
            if (known.Add(item.Sequence) && !sink.Refused.Contains(item))
            {
                Assert.True(item.Sequence > highest, $"seed {seed}: {item.Sequence} came after {highest}");
            }

            highest = Math.Max(highest, item.Sequence);
        }
    }
}
