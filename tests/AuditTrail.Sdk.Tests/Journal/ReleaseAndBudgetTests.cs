using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Journal;

public sealed class ReleaseAndBudgetTests
{
    public static TheoryData<string> Kinds => StorageUnderTest.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task OnlyWholeSegmentsThatNobodyNeedsAreDeleted(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await using var journal = on.Storage.Open();
        await journal.AppendManyAsync(100);
        var before = on.Storage.SegmentNames();

        journal.Release(50);
        await Eventually.IsTrueAsync(() => journal.OldestSequence > 1, "old segments are deleted");

        Assert.InRange(journal.OldestSequence, 25, 51);
        Assert.Equal(JournalCalls.Numbers(journal.OldestSequence, 100), journal.ReadAll(journal.OldestSequence));
        Assert.Equal($"lost 1-{journal.OldestSequence - 1}", journal.ReadAll()[0]);
        Assert.Empty(journal.Losses);
        await Eventually.IsTrueAsync(() => on.Storage.SegmentNames().Count < before.Count, "the files are gone");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WhatWasDeletedOnPurposeIsNoLossAfterARestartEvenWhenOneSlotOfHeadIsDamaged(string kind)
    {
        using var on = new StorageUnderTest(kind);
        var oldest = 0L;
        await using (var journal = on.Storage.Open())
        {
            await journal.AppendManyAsync(100);
            journal.Release(90);
            await Eventually.IsTrueAsync(() => journal.OldestSequence > 1, "old segments are deleted");
            oldest = journal.OldestSequence;
            await journal.AbandonAsync();
        }

        var head = on.Storage.ReadBytes("HEAD");
        for (var slot = 0; slot < 2; slot++)
        {
            var damaged = head.ToArray();
            damaged[(slot * HeadSlot.Size) + 20] ^= 1;
            on.Storage.WriteBytes("HEAD", damaged);
            await using var again = on.Storage.Open();
            Assert.Empty(again.Recovery.Losses);
            Assert.Equal(oldest, again.OldestSequence);
            Assert.Equal(JournalCalls.Numbers(oldest, 100), again.ReadAll(oldest));
            await again.AbandonAsync();
        }
    }

    [Fact]
    public async Task SegmentsThatHeadCallsDeletedAreDeletedWhenOpening()
    {
        var storage = new FailingStorage(new MemoryStorage());
        await using (var journal = storage.Open())
        {
            await journal.AppendManyAsync(100);
            storage.Fault = static (what, name) => what == "delete" && name.EndsWith(".atj", StringComparison.Ordinal) ? FailingStorage.Eio : null;
            journal.Release(90);
            await Eventually.IsTrueAsync(() => journal.OldestSequence > 1, "HEAD says that they are deleted");
            Assert.Contains(SegmentName.Of(1), storage.SegmentNames());
            await journal.AbandonAsync();
        }

        storage.Fault = static (_, _) => null;
        await using var again = storage.Open();
        Assert.Empty(again.Recovery.Losses);
        Assert.DoesNotContain(SegmentName.Of(1), storage.SegmentNames());
    }

    [Fact]
    public async Task AtTheBudgetEventsAreRefusedMarkersAreTakenAndReleaseMakesRoom()
    {
        var storage = new MemoryStorage();
        var log = new CollectedLog();
        await using var journal = storage.Open(JournalCalls.Small with { MaxBytes = 40_000 }, logger: log);
        AppendResult result;
        while ((result = await journal.AppendAsync(JournalCalls.PayloadOf(journal.DurableSequence + 1))).Outcome == AppendOutcome.Recorded)
        {
        }

        Assert.Equal(AppendOutcome.Refused, result.Outcome);
        Assert.Contains("budget of 40000 bytes", result.Reason, StringComparison.Ordinal);
        Assert.Contains("budget", journal.GetStatus().Problem, StringComparison.Ordinal);
        Assert.True(log.Has(LogLevel.Warning, "more than 50 %") && log.Has(LogLevel.Warning, "more than 80 %"));
        Assert.True(storage.SegmentNames().Sum(name => storage.ReadBytes(name).LongLength) <= 48_000);
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("gap", kind: FrameKind.Marker)).Outcome);

        journal.Release(journal.DurableSequence);
        await Eventually.IsTrueAsync(() => journal.GetStatus().Problem is null, "there is room again");
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("again")).Outcome);
    }

    [Fact]
    public async Task ADeletionThatFailsIsTriedAgainAndThenMakesRoom()
    {
        var storage = new FailingStorage(new MemoryStorage());
        var time = new ManualTimeProvider();
        var log = new CollectedLog();
        await using var journal = storage.Open(JournalCalls.Small with { MaxBytes = 40_000 }, time, log);
        while ((await journal.AppendAsync(JournalCalls.PayloadOf(journal.DurableSequence + 1))).Outcome == AppendOutcome.Recorded)
        {
        }

        storage.Fault = static (what, name) => what == "delete" && name.EndsWith(".atj", StringComparison.Ordinal) ? FailingStorage.Eio : null;
        journal.Release(journal.DurableSequence);
        await Eventually.IsTrueAsync(() => log.Has(LogLevel.Warning, "deleted segments"), "the deletion fails");
        Assert.Equal(AppendOutcome.Refused, (await journal.AppendAsync("the files are still there")).Outcome);

        storage.Fault = static (_, _) => null;
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return storage.SegmentNames().Count == 1 && journal.GetStatus().Problem is null;
            },
            "the files are gone and there is room");
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("again")).Outcome);
    }

    [Fact]
    public async Task AnEntryOverTheLimitIsRefused()
    {
        await using var journal = new MemoryStorage().Open();
        var result = await journal.AppendAsync(new string('x', (512 << 10) + 1));
        Assert.Equal(AppendOutcome.Refused, result.Outcome);
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync(new string('x', 512 << 10))).Outcome);
        Assert.Single(journal.ReadAll());
    }
}
