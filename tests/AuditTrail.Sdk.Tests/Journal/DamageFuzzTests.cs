using System.Globalization;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class DamageFuzzTests
{
    [Fact]
    public async Task EverySingleDamageOfAcknowledgedBytesIsReportedAndNothingElseIsLost()
    {
        var seeds = TestScale.Of(fast: 100, normal: 800, slow: 200_000);
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new Random(seed);
            var storage = new MemoryStorage();
            var count = random.Next(1, 80);
            await using (var journal = storage.Open())
            {
                await journal.AppendManyAsync(count, random.Next(1, 300));
                if (random.Next(2) == 0)
                {
                    await journal.AbandonAsync();
                }
            }

            // An opening makes what was complete count as acknowledged, as its callers were told.
            await using (var journal = storage.Open())
            {
            }

            var what = Damage(storage, random);
            await using var again = storage.Open();
            AssertOrderedAndTrue(again, count, seed, what);
            var losses = again.Recovery.Losses;
            await again.AbandonAsync();

            await using var third = storage.Open();
            Assert.True(losses.Select(static loss => (loss.From, loss.To)).SequenceEqual(third.Recovery.Losses.Select(static loss => (loss.From, loss.To))), $"seed {seed}: {what}");
            AssertOrderedAndTrue(third, count, seed, what);
        }
    }

    [Fact]
    public void AnyBytesAreReadWithoutCrashOrEndlessLoop()
    {
        var seeds = TestScale.Of(fast: 300, normal: 2000, slow: 1_000_000);
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(0, 5000)];
            random.NextBytes(bytes);
            if (bytes.Length > 200 && random.Next(2) == 0)
            {
                var header = SegmentHeader.New(1, 1, 1, DateTimeOffset.UnixEpoch, Guid.Empty);
                header.EncodeTo(bytes);
                FrameHeader.Begin(bytes.AsSpan(128), FrameKind.Event, FrameFlags.None, random.NextInt64(1, long.MaxValue), DateTimeOffset.UnixEpoch, "payload"u8);
                FrameHeader.Stamp(bytes.AsSpan(128), header.Seed, random.NextInt64(0, long.MaxValue));
            }

            var storage = new MemoryStorage();
            storage.WriteBytes(SegmentName.Of(1), bytes);
            using var file = storage.Open(SegmentName.Of(1));
            if (SegmentScan.TryIdentify(file, SegmentName.Of(1), 1) is { } scan)
            {
                scan.Verify(file);
                Assert.InRange(scan.End, SegmentHeader.Size, Math.Max(SegmentHeader.Size, bytes.Length));
            }
        }
    }

    private static void AssertOrderedAndTrue(AuditJournal journal, int count, int seed, string what)
    {
        var told = new HashSet<long>(journal.Recovery.Losses.SelectMany(static loss => Enumerable.Range((int)loss.From, (int)loss.Count)).Select(static n => (long)n));
        using var reader = journal.OpenReader(1);
        var next = 1L;
        while (reader.TryRead(out var entry))
        {
            Assert.True(entry.Sequence == next, $"seed {seed}, {what}: {entry.Sequence} instead of {next}");
            next = entry.ThroughSequence + 1;
            for (var lost = entry.Sequence; entry.IsLost && lost <= entry.ThroughSequence; lost++)
            {
                Assert.True(told.Remove(lost), $"seed {seed}, {what}: {lost} is missing and was not reported");
            }

            if (!entry.IsLost)
            {
                var payload = System.Text.Encoding.UTF8.GetString(entry.Payload.Span).TrimEnd('.');
                Assert.True(payload == entry.Sequence.ToString(CultureInfo.InvariantCulture), $"seed {seed}, {what}: {payload} at {entry.Sequence}");
            }
        }

        Assert.True(next == count + 1, $"seed {seed}, {what}: ends at {next - 1} instead of {count}");
        Assert.True(told.Count == 0, $"seed {seed}, {what}: reported as lost but there: {string.Join(' ', told)}");
    }

    /// <summary>One damage to one segment: bit, bytes, zeros, a cut, a deleted file.</summary>
    private static string Damage(MemoryStorage storage, Random random)
    {
        var names = storage.SegmentNames();
        var name = names[random.Next(names.Count)];
        var bytes = storage.ReadBytes(name);
        var used = Math.Max(1, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
        var at = random.Next(used);
        var length = Math.Min(random.Next(1, 600), used - at);
        var kind = random.Next(5);
        switch (kind)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;

            case 1:
                random.NextBytes(bytes.AsSpan(at, length));
                break;

            case 2:
                bytes.AsSpan(at, length).Clear();
                break;

            case 3:
                bytes = bytes[..at];
                break;

            default:
                storage.Delete(name);
                return "deleted " + name;
        }

        storage.WriteBytes(name, bytes);
        return $"damage {kind} of {name} at {at}, {length} bytes";
    }
}
