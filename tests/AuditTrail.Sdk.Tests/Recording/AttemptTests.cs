using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Recording;

/// <summary>Announced deeds while the process lives: how they are recorded, and what they hold in the journal.</summary>
public sealed class AttemptTests
{
    private static readonly RecordOptions Attempt = new() { Phase = RecordPhase.Attempt };
    private static readonly RecordOptions Outcome = new() { Phase = RecordPhase.Outcome };
    private static readonly JournalOptions Small = new() { SegmentBytes = 4096, MaxBytes = 256 << 10, ReserveBytes = 0, MergeBytes = 0 };

    [Fact]
    public async Task TheFrameSaysThatAnEventAnnouncesOrEnds()
    {
        await using var rig = new RecorderRig();
        await rig.Recorder.RecordAsync(Deed(Guid.NewGuid()), Attempt);
        await rig.Recorder.RecordAsync(Deed(Guid.NewGuid()).ReadOnly(), Outcome);
        await rig.Recorder.RecordAsync(Deed(Guid.NewGuid()));

        var flags = new List<FrameFlags>();
        using var reader = rig.Journal.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            flags.Add(entry.Flags);
        }

        Assert.Equal([FrameFlags.Attempt, FrameFlags.Outcome | FrameFlags.ReadOnly, FrameFlags.None], flags);
    }

    [Theory]
    [InlineData(RecordPhase.Attempt)]
    [InlineData(RecordPhase.Outcome)]
    public async Task WhatTiesADeedTogetherMustBeThere(RecordPhase phase)
    {
        await using var rig = new RecorderRig();

        var problem = await Assert.ThrowsAsync<ArgumentException>(async () => await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { Phase = phase }));

        Assert.Contains("SharedId(…)", problem.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await rig.Recorder.RecordAsync(Deed(Guid.NewGuid()), new RecordOptions { Phase = (RecordPhase)7 }));
        Assert.Empty(rig.ReadAll());
    }

    [Fact]
    public async Task AnAttemptIsDurableOrNotRecordedWhateverIsAskedFor()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        disk.Stall();

        var receipt = await rig.Recorder.RecordAsync(
            Deed(Guid.NewGuid()),
            Attempt with { Guarantee = AuditGuarantee.Accepted, WaitLimit = TimeSpan.FromMilliseconds(50), OnFailure = RecordFailurePolicy.Continue });

        Assert.Equal(RecordOutcome.Late, receipt.Outcome);
        disk.Heal();
    }

    [Fact]
    public async Task ASegmentWithAnOpenAttemptStaysUntilTheOutcomeIsDurable()
    {
        await using var rig = new RecorderRig(journal: Small);
        var id = Guid.NewGuid();
        var attempt = await rig.Recorder.RecordAsync(Deed(id), Attempt);
        await FillAsync(rig, 60);

        rig.Journal.Release(rig.Journal.DurableSequence);
        await FillAsync(rig, 10);
        rig.Journal.Release(rig.Journal.DurableSequence);
        await rig.WriterIsIdleAsync();
        Assert.Equal(attempt.Sequence, rig.Journal.OldestSequence);

        await rig.Recorder.RecordAsync(Deed(id), Outcome);
        rig.Journal.Release(rig.Journal.DurableSequence);
        await Eventually.IsTrueAsync(() => rig.Journal.OldestSequence > attempt.Sequence, "the segment is deleted");
    }

    [Fact]
    public async Task AnAttemptThatIsNeverEndedGivesWayWhenTheJournalIsHalfFull()
    {
        await using var rig = new RecorderRig(journal: Small);
        var id = Guid.NewGuid();
        var attempt = await rig.Recorder.RecordAsync(Deed(id), Attempt);

        for (var i = 0; i < 80; i++)
        {
            await FillAsync(rig, 10);
            rig.Journal.Release(rig.Journal.DurableSequence);
        }

        await Eventually.IsTrueAsync(() => rig.Journal.OldestSequence > attempt.Sequence, "the segment is deleted");
        var warning = Assert.Single(rig.Logs.Messages, m => m.Id == 1006);
        Assert.Contains($"RefundOrder (sharedEventID {id})", warning.Text, StringComparison.Ordinal);
        Assert.Equal(0, rig.OpenAttempts.Count);
    }

    [Fact]
    public async Task WhatEarlierLivesLeftStaysUntilItIsSearchedAlsoInAFullJournal()
    {
        var storage = new MemoryStorage();
        var id = Guid.NewGuid();
        await using (var first = new RecorderRig(storage, Small))
        {
            await first.Recorder.RecordAsync(Deed(id), Attempt);
            await FillAsync(first, 500);
            await first.KillAsync();
        }

        await using var next = new RecorderRig(storage, Small, opensWithTheFirstEvent: true);
        next.Journal.Release(next.Journal.DurableSequence);
        await next.WriterIsIdleAsync();
        Assert.Equal(1, next.Journal.OldestSequence);

        next.StartAttempts();
        await next.AttemptsAreSearchedAsync();

        // The search says first that it is over, and then so to the writer.
        await Eventually.IsTrueAsync(() => next.Journal.OldestSequence > 1, "a full journal has room again although no trail moves");
        Assert.Equal(id.ToString(), Assert.Single(next.ReadAll(), item => item.Event.ErrorCode == "OutcomeUnknown").Event.SharedEventId);
    }

    [Fact]
    public void AnOutcomeThatIsLostHoldsNothing()
    {
        var attempts = new OpenAttempts("", new CollectedLog());
        attempts.Announce("deed", "TransferMoney", durable: 10);

        attempts.Answered("deed", RecordPhase.Outcome, AppendResult.Refused("no"), durable: 20);

        Assert.Equal(HeldEntries.None, attempts.Held(durable: 20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnOutcomeThatIsQueuedOrLateHoldsItsAttemptUntilItIsDurable(bool late)
    {
        var attempts = new OpenAttempts("", new CollectedLog());
        attempts.Announce("deed", "TransferMoney", durable: 10);

        attempts.Answered("deed", RecordPhase.Outcome, late ? AppendResult.Late(21, "the disk is stalled") : AppendResult.Recorded(21), durable: 20);

        Assert.Equal(11, attempts.Held(durable: 20).From);
        Assert.Equal(HeldEntries.None, attempts.Held(durable: 21));
    }

    [Fact]
    public void AnAttemptThatIsRefusedHoldsNothingAndOneThatIsLateDoes()
    {
        var attempts = new OpenAttempts("", new CollectedLog());
        attempts.Announce("refused", "TransferMoney", durable: 10);
        attempts.Announce("late", "TransferMoney", durable: 11);

        attempts.Answered("refused", RecordPhase.Attempt, AppendResult.Refused("no"), durable: 11);
        attempts.Answered("late", RecordPhase.Attempt, AppendResult.Late(12, "no"), durable: 11);

        Assert.Equal(12, attempts.Held(durable: 11).From);
    }

    [Fact]
    public void TheOldestOpenAttemptCountsWhicheverThreadWasFirst()
    {
        var attempts = new OpenAttempts("", new CollectedLog());
        attempts.Announce("b", "TransferMoney", durable: 20);
        attempts.Announce("a", "TransferMoney", durable: 10);
        attempts.Announce("c", "TransferMoney", durable: 30);
        Assert.Equal(11, attempts.Held(durable: 30).From);

        attempts.Answered("a", RecordPhase.Outcome, AppendResult.Recorded(30), durable: 30);
        Assert.Equal(21, attempts.Held(durable: 30).From);
    }

    [Fact]
    public void WhatNobodyEverEndsTakesABoundedMemory()
    {
        var logs = new CollectedLog();
        var attempts = new OpenAttempts("", logs);

        for (var i = 0; i < OpenAttempts.MaxOpen + 10; i++)
        {
            attempts.Announce($"deed {i}", "TransferMoney", i);
        }

        Assert.Equal(OpenAttempts.MaxOpen, attempts.Count);
        Assert.Equal(11, attempts.Held(0).From);
    }

    [Theory]
    [InlineData("{\"sharedEventID\":\"a\"}", "a")]
    [InlineData("{\"requestParameters\":{\"sharedEventID\":\"b\"},\"sharedEventID\":\"a\",\"x\":1}", "a")]
    [InlineData("{\"requestParameters\":{\"sharedEventID\":\"b\"}}", null)]
    [InlineData("{\"sharedEventID\":7}", null)]
    [InlineData("{\"sharedEventID\":", null)]
    [InlineData("", null)]
    public void TheSharedIdIsTheRecordsOwnAndNeverAParameters(string record, string? id) =>
        Assert.Equal(id, SharedIdReader.Read(System.Text.Encoding.UTF8.GetBytes(record)));

    private static AuditEventBuilder Deed(Guid id) => RecorderRig.Refund().SharedId(id);

    private static async Task FillAsync(RecorderRig rig, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await rig.Recorder.RecordAsync(RecorderRig.Refund(i), new RecordOptions { Guarantee = AuditGuarantee.Accepted, OnFailure = RecordFailurePolicy.Continue });
        }

        await rig.Recorder.RecordAsync(RecorderRig.Refund(count), new RecordOptions { OnFailure = RecordFailurePolicy.Continue });
    }
}
