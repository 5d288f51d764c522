using System.Text;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Journal;

public sealed class RecoveryTests
{
    public static TheoryData<string> Kinds => StorageUnderTest.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ATornTailThatNobodyWasToldOfIsDroppedWithoutAlarm(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await FillAndKillAsync(on.Storage, 10);
        var name = on.Storage.SegmentNames()[^1];
        var bytes = on.Storage.ReadBytes(name);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        Encoding.ASCII.GetBytes("half a frame").CopyTo(bytes, (end + 7) & ~7);
        on.Storage.WriteBytes(name, bytes);
        var log = new CollectedLog();

        await using var journal = on.Storage.Open(logger: log);

        Assert.True(journal.Recovery.TornTail);
        Assert.Empty(journal.Recovery.Losses);
        Assert.DoesNotContain(log.Entries, static entry => entry.Level >= LogLevel.Error);
        Assert.Equal(JournalCalls.Numbers(1, 10), journal.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task DamageInTheMiddleIsReportedAndLaterEntriesAreKept(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await FillAndKillAsync(on.Storage, 60);
        Corrupt(on.Storage, on.Storage.SegmentNames()[0], 128 + (4 * 152) + 60);
        var log = new CollectedLog();

        await using var journal = on.Storage.Open(logger: log);

        var loss = Assert.Single(journal.Recovery.Losses);
        Assert.Equal((5, 5), (loss.From, loss.To));
        Assert.Equal([.. JournalCalls.Numbers(1, 4), "lost 5-5", .. JournalCalls.Numbers(6, 60)], journal.ReadAll());
        Assert.True(log.Has(LogLevel.Critical, "lost acknowledged entries 5 to 5"));
        Assert.Single(on.Storage.List("quarantine"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ALossIsReportedUntilItIsAcknowledgedAndThenNeverAgain(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await FillAndKillAsync(on.Storage, 60);
        on.Storage.Delete(on.Storage.SegmentNames()[1]);
        await using (var first = on.Storage.Open())
        {
            Assert.Single(first.Recovery.Losses);
        }

        await using (var second = on.Storage.Open())
        {
            var loss = Assert.Single(second.Recovery.Losses);
            second.AcknowledgeLoss(loss);
            Assert.True(second.IsToldByMarkers(loss.From, loss.To));
            await second.AbandonAsync();
        }

        await using var third = on.Storage.Open();
        Assert.Empty(third.Recovery.Losses);
        Assert.Contains(third.ReadAll(), static entry => entry.StartsWith("lost", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ALostSegmentHeaderCostsNoEntry(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await FillAndKillAsync(on.Storage, 60);
        foreach (var name in on.Storage.SegmentNames())
        {
            var bytes = on.Storage.ReadBytes(name);
            bytes.AsSpan(0, SegmentHeader.Size).Fill(0xEE);
            on.Storage.WriteBytes(name, bytes);
        }

        await using var journal = on.Storage.Open();

        Assert.Empty(journal.Recovery.Losses);
        Assert.Equal(JournalCalls.Numbers(1, 60), journal.ReadAll());
    }

    [Fact]
    public async Task SegmentsWhoseNamesWereSwappedAreReadInTheirTrueOrder()
    {
        var storage = new MemoryStorage();
        await FillAndKillAsync(storage, 60);
        var names = storage.SegmentNames();
        storage.Rename(names[0], "x");
        storage.Rename(names[1], names[0]);
        storage.Rename("x", names[1]);

        await using var journal = storage.Open();

        Assert.Empty(journal.Recovery.Losses);
        Assert.Equal(JournalCalls.Numbers(1, 60), journal.ReadAll());
        await journal.AppendManyAsync(60);
        Assert.Equal(JournalCalls.Numbers(1, 120), journal.ReadAll());
    }

    [Fact]
    public async Task ACopyOfASegmentAndASegmentOfAnotherJournalAreSetAside()
    {
        var other = new MemoryStorage();
        await FillAndKillAsync(other, 30);
        var storage = new MemoryStorage();
        await FillAndKillAsync(storage, 60);
        storage.WriteBytes(SegmentName.Of(777), storage.ReadBytes(storage.SegmentNames()[0]));
        storage.WriteBytes(SegmentName.Of(778), other.ReadBytes(other.SegmentNames()[0]));

        await using var journal = storage.Open();

        Assert.Empty(journal.Recovery.Losses);
        Assert.Equal(JournalCalls.Numbers(1, 60), journal.ReadAll());
        Assert.Equal([SegmentName.Of(777), SegmentName.Of(778)], storage.List("quarantine"));
    }

    [Fact]
    public async Task AJournalThatLostItsEndIsFoundOutByHead()
    {
        var storage = new MemoryStorage();
        await using (var journal = storage.Open())
        {
            await journal.AppendManyAsync(60);
        }

        var last = storage.SegmentNames()[^1];
        storage.WriteBytes(last, storage.ReadBytes(last).AsSpan(0, SegmentHeader.Size + 152));

        await using var again = storage.Open();

        var loss = Assert.Single(again.Recovery.Losses);
        Assert.Equal(60, loss.To);
        await again.AppendManyAsync(1);
        Assert.Equal(61, again.DurableSequence);
    }

    [Fact]
    public async Task AnEntryOfWhichOnlyThePaddingIsCutOffIsNotLost()
    {
        var storage = new MemoryStorage();
        await using (var journal = storage.Open())
        {
            await journal.AppendManyAsync(5, 101);
        }

        var name = storage.SegmentNames()[^1];
        storage.WriteBytes(name, storage.ReadBytes(name).AsSpan(0, SegmentHeader.Size + (5 * 152) - 3));

        await using var again = storage.Open();

        Assert.Empty(again.Recovery.Losses);
        Assert.Equal(JournalCalls.Numbers(1, 5), again.ReadAll());
    }

    [Fact]
    public async Task AJournalThatWasRolledBackIsFoundOutByWhatCursorsKnow()
    {
        var storage = new MemoryStorage();
        await FillAndKillAsync(storage, 10);

        await using var journal = storage.Open(JournalCalls.Small with { KnownDurable = 15 });

        var loss = Assert.Single(journal.Recovery.Losses);
        Assert.Equal((11, 15), (loss.From, loss.To));
        Assert.Equal(15, journal.DurableSequence);
    }

    [Fact]
    public async Task EntriesAreKeptWithoutHeadAndGaps()
    {
        var storage = new MemoryStorage();
        await FillAndKillAsync(storage, 60);
        storage.Delete("HEAD");
        storage.WriteBytes("GAPS", "nonsense"u8);

        await using var journal = storage.Open();

        Assert.Empty(journal.Recovery.Losses);
        Assert.Equal(JournalCalls.Numbers(1, 60), journal.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task HoweverOftenTheProcessIsKilledTheFilesStayBounded(string kind)
    {
        using var on = new StorageUnderTest(kind);
        var options = JournalCalls.Small with { SegmentBytes = 256 << 10 };
        for (var life = 0; life < 40; life++)
        {
            await using var journal = on.Storage.Open(options);
            if (life % 3 != 0)
            {
                await journal.AppendManyAsync(2);
            }

            await journal.AbandonAsync();
        }

        await using var last = on.Storage.Open(options);
        Assert.Equal(JournalCalls.Numbers(1, last.DurableSequence), last.ReadAll());
        var names = on.Storage.SegmentNames();
        Assert.True(names.Count <= 2, string.Join(' ', names));
        Assert.True(names.Sum(name => on.Storage.ReadBytes(name).LongLength) < 2 * (256 << 10));
    }

    [Fact]
    public async Task WhatAKilledProcessPreallocatedIsGivenBack()
    {
        var storage = new MemoryStorage();
        var options = JournalCalls.Small with { SegmentBytes = 1 << 20, MaxBytes = 64 << 20 };
        await using (var journal = storage.Open(options))
        {
            await journal.AppendManyAsync(40, 10_000);
            await journal.AbandonAsync();
        }

        var name = Assert.Single(storage.SegmentNames());
        Assert.Equal(1 << 20, storage.ReadBytes(name).Length);

        await using var again = storage.Open(options);
        Assert.InRange(storage.ReadBytes(name).Length, 400_000, 410_000);
        Assert.Equal(40, again.ReadAll().Count);
    }

    [Fact]
    public async Task OldSegmentsAreVerifiedWhenTheyAreRead()
    {
        var storage = new MemoryStorage();
        await FillAndKillAsync(storage, 100);
        Corrupt(storage, storage.SegmentNames()[0], 128 + (4 * 152) + 60);
        var log = new CollectedLog();

        await using var journal = storage.Open(JournalCalls.Small with { VerifyBytes = 1 }, logger: log);

        Assert.Empty(journal.Recovery.Losses);
        Assert.Equal([.. JournalCalls.Numbers(1, 4), "lost 5-5", .. JournalCalls.Numbers(6, 100)], journal.ReadAll());
        Assert.Equal(5, Assert.Single(journal.Losses).From);
        Assert.True(log.Has(LogLevel.Critical, "lost acknowledged entries 5 to 5"));
        Assert.Single(storage.List("quarantine"));
        _ = journal.ReadAll();
        Assert.Single(journal.Losses);
    }

    internal static async Task FillAndKillAsync(IStorage storage, int count, JournalOptions? options = null)
    {
        await using var journal = storage.Open(options);
        await journal.AppendManyAsync(count);
        await journal.AbandonAsync();
    }

    internal static void Corrupt(IStorage storage, string name, int offset)
    {
        var bytes = storage.ReadBytes(name);
        bytes[offset] ^= 0x40;
        storage.WriteBytes(name, bytes);
    }
}
