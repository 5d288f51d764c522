using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Recording;

public sealed class AuditRecorderTests
{
    [Theory]
    [InlineData(AuditGuarantee.Durable)]
    [InlineData(AuditGuarantee.Written)]
    [InlineData(AuditGuarantee.Accepted)]
    public async Task AReceiptNamesTheStreamAndTheNumberOfTheEvent(AuditGuarantee guarantee)
    {
        await using var rig = new RecorderRig();

        var first = await rig.Recorder.RecordAsync(RecorderRig.Refund(1), new RecordOptions { Guarantee = guarantee });
        var second = await rig.Recorder.RecordAsync(RecorderRig.Refund(2));

        Assert.Equal((RecordOutcome.Recorded, rig.Journal.Stream, 1L), (first.Outcome, first.Stream, first.Sequence));
        Assert.Equal((RecordOutcome.Recorded, rig.Journal.Stream, 2L), (second.Outcome, second.Stream, second.Sequence));
        Assert.Null(second.Reason);
        Assert.Equal([first.EventId, second.EventId], rig.ReadAll().Select(item => item.Event.EventId));
    }

    [Fact]
    public async Task AnEventThatIsDurableIsInTheJournalWhenTheCallReturns()
    {
        await using var rig = new RecorderRig();

        await rig.Recorder.RecordAsync(RecorderRig.Refund(7));

        var (kind, recorded) = Assert.Single(rig.ReadAll());
        Assert.Equal(FrameKind.Event, kind);
        Assert.Equal("7", recorded.RequestParameters?["number"]?.ToString());
    }

    [Fact]
    public async Task TheRecordersAccountAndRegionAreFilledIn()
    {
        var time = TimeProvider.System;
        var defaults = new EventDefaults { Time = time, Ids = new EventIdSource(time), AccountId = "123456789012", Region = "eu-central-1" };
        await using var rig = new RecorderRig(settings: new RecorderSettings { Name = "", Source = "x", Events = defaults });

        await rig.Recorder.RecordAsync(RecorderRig.Refund());

        var recorded = Assert.Single(rig.ReadAll()).Event;
        Assert.Equal(("123456789012", "eu-central-1"), (recorded.RecipientAccountId, recorded.AwsRegion));
    }

    [Fact]
    public async Task TheFlagsForSelectorsAreTheEvents()
    {
        await using var rig = new RecorderRig();

        await rig.Recorder.RecordAsync(RecorderRig.Refund());
        await rig.Recorder.RecordAsync(RecorderRig.Refund().ReadOnly());
        await rig.Recorder.RecordAsync(RecorderRig.Refund().DataEvent().Additional("weather", "fine"));

        using var reader = rig.Journal.OpenReader(1);
        var flags = new List<FrameFlags>();
        while (reader.TryRead(out var entry))
        {
            flags.Add(entry.Flags);
        }

        Assert.Equal([FrameFlags.None, FrameFlags.ReadOnly, FrameFlags.DataEvent | FrameFlags.HasAdditionalEventData], flags);
    }

    [Fact]
    public async Task TheTrailsOwnSourceIsRefused()
    {
        await using var rig = new RecorderRig();
        var forged = AuditEvent.Create(TrailEvents.Source, TrailEvents.GapName, UserIdentity.User("mallory")).Build();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(async () => await rig.Recorder.RecordAsync(forged));

        Assert.Contains("'audittrail' is the trail's own", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(rig.ReadAll());
    }

    [Fact]
    public async Task WhileASinkRunsNothingIsRecordedAndTheReceiptSaysSo()
    {
        await using var rig = new RecorderRig();

        var receipt = await Task.Run(async () =>
        {
            AuditSuppression.Begin();
            return await rig.Recorder.RecordAsync(RecorderRig.Refund());
        });

        Assert.Equal(RecordOutcome.Suppressed, receipt.Outcome);
        Assert.NotNull(receipt.Reason);
        Assert.Empty(rig.ReadAll());
        Assert.Equal(0, rig.Ledger.Totals().Lost);
    }

    [Fact]
    public async Task ATokenThatWasCancelledBeforehandDoesNotKeepTheEventOut()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);

        // The disk stands still, so that there is a wait to cancel: an event that is recorded at once has its receipt, cancelled or not.
        disk.Stall();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await rig.Recorder.RecordAsync(RecorderRig.Refund(), cancellationToken: new CancellationToken(canceled: true)));

        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 1, "the event is in the journal");
    }

    [Fact]
    public async Task CancellingEndsTheWaitAndNotTheEvent()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        using var impatience = new CancellationTokenSource();
        disk.Stall();

        var call = rig.Recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = TimeSpan.FromMinutes(5) }, impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);

        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 1, "the event is in the journal");
    }

    [Fact]
    public async Task UnderContinueAnEventThatCannotBeBuiltIsLostInGoodOrder()
    {
        await using var rig = new RecorderRig();
        var usedUp = RecorderRig.Refund();
        usedUp.Build();

        var receipt = await rig.Recorder.RecordAsync(usedUp, new RecordOptions { OnFailure = RecordFailurePolicy.Continue });

        Assert.Equal(RecordOutcome.Lost, receipt.Outcome);
        Assert.Equal("The event could not be built: InvalidOperationException.", receipt.Reason);
        Assert.Equal(1, rig.Ledger.Totals().Lost);
        await Eventually.IsTrueAsync(() => rig.ReadGaps().Count == 1, "a marker tells of the loss");
    }

    [Fact]
    public async Task UnderThrowAnEventThatCannotBeBuiltIsTheCallersException()
    {
        await using var rig = new RecorderRig();
        var usedUp = RecorderRig.Refund();
        usedUp.Build();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rig.Recorder.RecordAsync(usedUp));
    }

    [Fact]
    public async Task NullIsRefused()
    {
        await using var rig = new RecorderRig();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await rig.Recorder.RecordAsync((AuditEvent)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await rig.Recorder.RecordAsync((AuditEventBuilder)null!));
    }

    [Fact]
    public async Task ManyCallersEachGetANumberOfTheirOwn()
    {
        await using var rig = new RecorderRig();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var mine = new List<AuditReceipt>();
            for (var i = 0; i < 20; i++)
            {
                mine.Add(await rig.Recorder.RecordAsync(RecorderRig.Refund((caller * 100) + i)));
            }

            return mine;
        })));

        var all = receipts.SelectMany(mine => mine).ToList();
        Assert.Equal(Enumerable.Range(1, 1280).Select(number => (long)number), all.Select(receipt => receipt.Sequence).Order());
        var recorded = rig.ReadAll().Select((item, index) => (Sequence: index + 1L, item.Event.EventId)).ToHashSet();
        Assert.All(all, receipt => Assert.Contains((receipt.Sequence, receipt.EventId), recorded));
    }

    [Fact]
    public async Task BuildingSerialisingAndQueueingAnEventTakesAtMost800Bytes()
    {
        await using var rig = new RecorderRig();
        var accepted = new RecordOptions { Guarantee = AuditGuarantee.Accepted };
        var identity = UserIdentity.User("alice", "Alice", "https://issuer.example.com");

        // Until the JIT has optimised the path (which boxes before), the same code takes more.
        await Eventually.IsTrueAsync(() => Median() <= 800, "an event takes at most 800 bytes from builder to queue");
        TestContext.Current.SendDiagnosticMessage($"{Median()} B from builder to queue");

        long Median()
        {
            var measured = Enumerable.Range(0, 101).Select(_ => Measure()).Order().ToList();
            return measured[50];
        }

        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var call = rig.Recorder.RecordAsync(Typical(), accepted);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(call.IsCompletedSuccessfully);
            return bytes;
        }

        AuditEventBuilder Typical() => AuditEvent.Create("orders.example.com", "RefundOrder", identity)
            .SourceIp("203.0.113.7").UserAgent("curl/8.5.0").Resource("Shop::Order", "42").Request("amount", 12.5m).Request("reason", "damaged in transit");
    }
}
