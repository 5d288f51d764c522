using System.Text;
using AuditTrail.Sinks;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>However times and sizes fall, each call keeps the limits and together they are the batch.</summary>
public sealed class LogEventBatchTests
{
    [Fact]
    public void EachCallKeepsTheLimitsAndTogetherTheyAreTheBatch()
    {
        var events = new LogEventBatch();
        for (var seed = 1; seed <= 25; seed++)
        {
            var batch = Random(seed);
            events.Read(batch, new PartialDelivery(), sent: null);

            var seen = new List<(long Time, long Number)>();
            foreach (var call in events.Calls())
            {
                var items = events.Events[call].ToArray();
                Assert.InRange(items.Length, 1, LogEventBatch.MostEvents);
                Assert.InRange(items.Sum(item => item.Length + 26), 1, LogEventBatch.MostBytes);
                Assert.InRange(items[^1].Timestamp - items[0].Timestamp, 0, LogEventBatch.LongestSpan);
                seen.AddRange(items.Select(item => (item.Timestamp, item.TrailSequence)));
            }

            Assert.Equal(batch.OrderBy(item => item.Time.ToUnixTimeMilliseconds()).Select(item => (item.Time.ToUnixTimeMilliseconds(), item.TrailSequence)), seen);
            var texts = batch.ToDictionary(item => item.TrailSequence, item => Encoding.UTF8.GetString(item.Utf8Json.Span));
            foreach (var item in events.Events)
            {
                Assert.Equal(texts[item.TrailSequence], Encoding.UTF8.GetString(events.MessageOf(item)));
            }
        }
    }

    [Fact]
    public void ACallIsCutWhereALimitIsReachedAndNotBefore()
    {
        var start = DateTimeOffset.UnixEpoch.AddDays(20_000);
        var events = new LogEventBatch();

        events.Read(LogEvents.Batch(start, start.AddDays(1), start.AddDays(1).AddMilliseconds(1), start.AddDays(2)), new PartialDelivery(), sent: null);
        Assert.Equal([0..2, 2..4], events.Calls());

        events.Read(LogEvents.Batch([.. Enumerable.Repeat(start, 10_001)]), new PartialDelivery(), sent: null);
        Assert.All(events.Calls(), call => Assert.InRange(events.Events[call].ToArray().Sum(item => item.Size), 1, LogEventBatch.MostBytes));
        Assert.Equal(10_001, events.Calls().Sum(call => call.End.Value - call.Start.Value));
    }

    [Fact]
    public void WhatWasSettledIsNotReadAgain()
    {
        var (batch, settled, events) = (LogEvents.Batch(3), new PartialDelivery(), new LogEventBatch());
        settled.Begin(batch);
        settled.Delivered(2);

        events.Read(batch, settled, sent: null);

        Assert.Equal([1L, 3], events.Events.ToArray().Select(item => item.TrailSequence).Order());
    }

    // Times jump back and forth by up to three days and often fall into the same millisecond; sizes are from small to the largest record.
    private static AuditBatch Random(int seed)
    {
        var random = new Random(seed);
        var time = DateTimeOffset.UnixEpoch.AddDays(20_000);
        var isLarge = seed % 5 == 0;
        return AuditBatch.Of(
            [.. Enumerable.Range(0, random.Next(1, isLarge ? 20 : 200)).Select(number =>
            {
                time = random.Next(10) switch
                {
                    0 => time.AddMilliseconds(-random.Next(1, 300_000_000)),
                    1 => time.AddMilliseconds(random.Next(1, 300_000_000)),
                    < 6 => time,
                    _ => time.AddMilliseconds(random.Next(3)),
                };
                return LogEvents.Event(number, time, isLarge ? random.Next(200_000) : random.Next(200));
            })],
            "security");
    }
}
