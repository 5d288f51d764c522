using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class AppendAndReadTests
{
    public static TheoryData<string> Kinds => StorageUnderTest.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WhatWasAppendedIsReadInOrderAcrossSegments(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await using var journal = on.Storage.Open();

        await journal.AppendManyAsync(200);

        Assert.Equal(JournalCalls.Numbers(1, 200), journal.ReadAll());
        Assert.True(on.Storage.SegmentNames().Count > 5);
        Assert.Equal(200, journal.DurableSequence);
        Assert.Equal(1, journal.OldestSequence);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AfterAnOrderlyCloseEverythingIsThereAndNumbersGoOn(string kind)
    {
        using var on = new StorageUnderTest(kind);
        Guid stream;
        await using (var journal = on.Storage.Open())
        {
            stream = journal.Stream;
            await journal.AppendManyAsync(50);
        }

        await using var again = on.Storage.Open();
        Assert.Equal(stream, again.Stream);
        Assert.Equal(2, again.Recovery.Epoch);
        Assert.Empty(again.Recovery.Losses);
        await again.AppendManyAsync(50);
        Assert.Equal(JournalCalls.Numbers(1, 100), again.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AfterAKillEverythingDurableIsThere(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await using (var journal = on.Storage.Open())
        {
            await journal.AppendManyAsync(50);
            await journal.AbandonAsync();
        }

        await using var again = on.Storage.Open();
        Assert.Equal(JournalCalls.Numbers(1, 50), again.ReadAll());
        Assert.Empty(again.Recovery.Losses);
    }
}
