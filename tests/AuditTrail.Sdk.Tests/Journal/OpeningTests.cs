using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class OpeningTests
{
    [Fact]
    public async Task ADeathAtAnyStepOfOpeningIsHarmless()
    {
        for (var step = 1; ; step++)
        {
            var storage = new FailingStorage(new MemoryStorage());
            await RecoveryTests.FillAndKillAsync(storage, 60);
            await RecoveryTests.FillAndKillAsync(storage, 5);
            RecoveryTests.Corrupt(storage, storage.SegmentNames()[0], 128 + (4 * 152) + 60);
            var done = false;
            var count = 0;

            // From the nth operation on nothing reaches the disk any more: the process is dead.
            storage.Fault = (what, _) => what is not ("open" or "read") && Interlocked.Increment(ref count) >= step ? FailingStorage.Eio : null;
            try
            {
                await using var dying = storage.Open();
                done = Volatile.Read(ref count) < step;
                await dying.AbandonAsync();
            }
            catch (JournalException)
            {
            }

            storage.Fault = static (_, _) => null;
            for (var again = 0; again < 2; again++)
            {
                await using var journal = storage.Open();
                var loss = Assert.Single(journal.Recovery.Losses);
                Assert.Equal((5, 5), (loss.From, loss.To));
                Assert.Equal([.. JournalCalls.Numbers(1, 4), "lost 5-5", .. JournalCalls.Numbers(6, 65)], journal.ReadAll());
                Assert.DoesNotContain(storage.List(), static name => SegmentName.TryParseTemporary(name, out _));
                await journal.AbandonAsync();
            }

            if (done)
            {
                Assert.True(step > 10);
                return;
            }
        }
    }

    [Fact]
    public async Task WhatACrashedOpeningLeftUnacknowledgedIsWrittenAgainNotTrusted()
    {
        var storage = new MemoryStorage();
        await RecoveryTests.FillAndKillAsync(storage, 5);
        var before = storage.SegmentNames();

        await using var journal = storage.Open();

        Assert.True(journal.Recovery.Reappended >= 1);
        Assert.NotEqual(before, storage.SegmentNames());
        Assert.Equal(JournalCalls.Numbers(1, 5), journal.ReadAll());
    }

    [Fact]
    public async Task TwoJournalsInMemoryShareNothing()
    {
        await using var one = new MemoryStorage().Open();
        await using var two = new MemoryStorage().Open();
        await one.AppendManyAsync(1);
        Assert.NotEqual(one.Stream, two.Stream);
        Assert.Equal(0, two.DurableSequence);
        Assert.Equal(0, two.OldestSequence);
    }

    [Fact]
    public async Task AfterALossOfTheLastSegmentNumbersAreNotUsedAgain()
    {
        var storage = new MemoryStorage();
        await using (var journal = storage.Open())
        {
            await journal.AppendManyAsync(60);
        }

        storage.Delete(storage.SegmentNames()[^1]);
        await using var again = storage.Open();
        await again.AppendManyAsync(1);

        Assert.Equal(61, again.DurableSequence);
        Assert.Equal(60, Assert.Single(again.Recovery.Losses).To);
    }

    [Fact]
    public async Task ManyOpeningsLeaveFewFiles()
    {
        var storage = new MemoryStorage();
        for (var i = 1; i <= TestScale.Of(fast: 50, normal: 300, slow: 5000); i++)
        {
            await using var journal = storage.Open();
            Assert.Equal(i - 1, journal.DurableSequence);
            Assert.Equal(i, journal.Recovery.Epoch);
            await journal.AppendManyAsync(1);
        }

        Assert.InRange(storage.SegmentNames().Count, 1, TestScale.Of(fast: 20, normal: 80, slow: 1200));
    }
}
