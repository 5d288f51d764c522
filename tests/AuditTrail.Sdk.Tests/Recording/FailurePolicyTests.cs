using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Recording;

public sealed class FailurePolicyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task OnAStalledDiskTheEventIsLateAndIsRecordedAfterAll()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        disk.Stall();

        var failure = await Assert.ThrowsAsync<AuditRecordingException>(async () =>
            await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = Short }));
        var receipt = await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue });

        Assert.Equal(RecordOutcome.Late, failure.Receipt.Outcome);
        Assert.Contains("is late", failure.Message, StringComparison.Ordinal);
        Assert.Equal((RecordOutcome.Late, 0L), (receipt.Outcome, receipt.Sequence));
        Assert.NotNull(receipt.Reason);
        Assert.Equal((0L, 2L), (rig.Ledger.Totals().Lost, rig.Ledger.Totals().Late));
        Assert.NotEmpty(rig.Logs.At(LogLevel.Critical));

        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 2, "both late events are recorded");
        Assert.Equal([failure.Receipt.EventId, receipt.EventId], rig.ReadAll().Select(item => item.Event.EventId));
        Assert.Empty(rig.ReadGaps());
    }

    [Fact]
    public async Task AnEventThatTheJournalRefusesIsLostAndTheCallerIsTold()
    {
        await using var rig = new RecorderRig(journal: new JournalOptions { MaxEntryBytes = 100 });

        var failure = await Assert.ThrowsAsync<AuditRecordingException>(async () => await rig.Recorder.RecordAsync(RecorderRig.Refund()));

        Assert.Equal(RecordOutcome.Lost, failure.Receipt.Outcome);
        Assert.Contains("RefundOrder", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is lost", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, rig.Ledger.Totals().Lost);
        Assert.NotNull(rig.Ledger.Totals().LastFailure);
        Assert.Contains(rig.Logs.At(LogLevel.Critical), text => text.Contains("LOST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhenTheDiskIsBackOneMarkerTellsExactlyWhatWasLost()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk, new JournalOptions { QueueEvents = 4 });
        await rig.Recorder.RecordAsync(RecorderRig.Refund(1));
        disk.Stall();
        var options = new RecordOptions { WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue };

        var receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => rig.Recorder.RecordAsync(RecorderRig.Refund(number), options).AsTask()));
        disk.Heal();

        var lost = receipts.Count(receipt => receipt.Outcome == RecordOutcome.Lost);
        Assert.InRange(lost, 1, 40);
        Assert.Equal(lost, rig.Ledger.Totals().Lost);
        await Eventually.IsTrueAsync(() => rig.ReadGaps().Sum(CountOf) == lost, "markers tell of every lost event");
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count(item => item.Kind == FrameKind.Event) == 41 - lost, "every other event is recorded");
        Assert.All(rig.ReadGaps(), gap => Assert.NotNull(gap.RequestParameters?["reason"]));
        Assert.Null(rig.Ledger.Take());
    }

    [Fact]
    public async Task AGapThatCannotBeToldBeforeTheEndIsTheLastMessage()
    {
        var disk = new BadDisk();
        var rig = new RecorderRig(disk, new JournalOptions { QueueEvents = 2 });
        await rig.Recorder.RecordAsync(RecorderRig.Refund());
        disk.Stall();
        for (var i = 0; i < 6; i++)
        {
            await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue });
        }

        var stop = rig.DisposeAsync().AsTask();
        await Eventually.IsTrueAsync(() => rig.Logs.At(LogLevel.Critical).Any(text => text.Contains("this message is the only trace of them", StringComparison.Ordinal)), "the last message tells of the gap");
        disk.Heal();
        await stop;
    }

    [Fact]
    public async Task AfterTheStopAnEventIsLostWithAClearReason()
    {
        var rig = new RecorderRig();
        await rig.DisposeAsync();

        var receipt = await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { OnFailure = RecordFailurePolicy.Continue });

        Assert.Equal((RecordOutcome.Lost, "The recorder was stopped."), (receipt.Outcome, receipt.Reason));
        Assert.Contains(rig.Logs.At(LogLevel.Critical), text => text.Contains("this message is the only trace of them", StringComparison.Ordinal));
        Assert.Null(rig.Ledger.Take());
    }

    [Fact]
    public async Task OnAStalledDiskWhatIsAcceptedIsRecordedAtOnceUntilTheQueueIsFull()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk, new JournalOptions { QueueEvents = 4 });
        disk.Stall();
        var options = new RecordOptions { Guarantee = AuditGuarantee.Accepted, WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue };

        for (var number = 1; number <= 4; number++)
        {
            var record = rig.Recorder.RecordAsync(RecorderRig.Refund(number), options with { WaitLimit = Timeout.InfiniteTimeSpan }).AsTask();
            Assert.True(record.IsCompleted);
            var receipt = await record;
            Assert.Equal((RecordOutcome.Recorded, (long)number), (receipt.Outcome, receipt.Sequence));
        }

        var fifth = await rig.Recorder.RecordAsync(RecorderRig.Refund(5), options);
        Assert.Equal(RecordOutcome.Lost, fifth.Outcome);
        Assert.Contains("queue", fifth.Reason, StringComparison.Ordinal);

        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadGaps().Sum(CountOf) == 1, "a marker tells of the one lost event");
        Assert.Equal([1, 2, 3, 4], rig.ReadAll().Where(item => item.Kind == FrameKind.Event).Select(item => item.Event.RequestParameters?["number"]?.AsElement().GetInt32()));
    }

    [Fact]
    public async Task OnAStalledDiskWhatShallBeWrittenIsLateAndIsRecordedAfterAll()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        disk.Stall();
        var options = new RecordOptions { Guarantee = AuditGuarantee.Written, WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue };

        var receipt = await rig.Recorder.RecordAsync(RecorderRig.Refund(), options);

        Assert.Equal(RecordOutcome.Late, receipt.Outcome);
        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 1, "the late event is recorded");
        Assert.Equal(receipt.EventId, rig.ReadAll()[0].Event.EventId);
    }

    [Fact]
    public async Task WithoutAWaitLimitTheFirstEventWaitsForTheDiskAndIsNotLate()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk, opensWithTheFirstEvent: true);
        disk.Stall();

        var first = rig.Recorder.RecordAsync(RecorderRig.Refund(1), new RecordOptions { WaitLimit = Timeout.InfiniteTimeSpan }).AsTask();
        var second = await rig.Recorder.RecordAsync(RecorderRig.Refund(2), new RecordOptions { WaitLimit = Short, OnFailure = RecordFailurePolicy.Continue });
        Assert.Equal(RecordOutcome.Late, second.Outcome);
        Assert.False(first.IsCompleted);

        disk.Heal();
        Assert.Equal(RecordOutcome.Recorded, (await first).Outcome);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10_000_000)]
    public async Task AWaitLimitOfManyDaysIsNone(int days)
    {
        await using var rig = new RecorderRig();
        var receipt = await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = TimeSpan.FromDays(days) });
        Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
    }

    [Fact]
    public async Task ANegativeWaitLimitIsRefused()
    {
        await using var rig = new RecorderRig();
        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = TimeSpan.FromSeconds(-5) }));
        Assert.Contains("A wait limit is zero or more", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(rig.ReadAll());
    }

    private static long CountOf(AuditEvent gap) => gap.RequestParameters?["count"]?.AsElement().GetInt64() ?? 0;
}
