using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;

namespace AuditTrail.Tests.Recording;

public sealed class AuditScopeTests
{
    private static readonly UserIdentity Alice = UserIdentity.User("alice");

    [Fact]
    public async Task AScopeThatSucceedsIsOneEventWithItsDuration()
    {
        await using var rig = new RecorderRig();

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            scope.Event.Resource("Shop::Order", "42").Request("amount", 12.5m);
            var receipt = await scope.SucceedAsync();
            Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
        }

        var recorded = Assert.Single(rig.ReadAll()).Event;
        Assert.Equal(("orders.example.com", "RefundOrder", "alice"), (recorded.EventSource, recorded.EventName, recorded.UserIdentity?.PrincipalId));
        Assert.Null(recorded.ErrorCode);
        Assert.True(recorded.AdditionalEventData?["durationMs"]?.AsElement().GetDouble() >= 0);
    }

    [Fact]
    public async Task AScopeThatIsLeftWithoutAWordIsRecordedAsFailed()
    {
        await using var rig = new RecorderRig();

        await using (rig.Recorder.Begin("RefundOrder", Alice))
        {
        }

        Assert.Equal("Incomplete", Assert.Single(rig.ReadAll()).Event.ErrorCode);
    }

    [Fact]
    public async Task AScopeThatFailsSaysHow()
    {
        await using var rig = new RecorderRig();

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            await scope.FailAsync("InsufficientFunds", "the till is empty");
        }

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            await scope.FailAsync(new TimeoutException("password=hunter2"));
        }

        Assert.Equal(
            [("InsufficientFunds", "the till is empty"), ("TimeoutException", null)],
            rig.ReadAll().Select(item => (item.Event.ErrorCode, item.Event.ErrorMessage)));
    }

    [Fact]
    public async Task TheApplicationsExceptionIsNeverReplaced()
    {
        await using var rig = new RecorderRig(journal: new JournalOptions { MaxEntryBytes = 10 });

        var seen = await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await using var scope = rig.Recorder.Begin("RefundOrder", Alice);
            throw new TimeoutException("the application's own");
        });

        Assert.Equal("the application's own", seen.Message);
        Assert.Equal(1, rig.Ledger.Totals().Lost);
    }

    [Fact]
    public async Task LeavingAScopeWhoseEventCannotBeBuiltThrowsNothingAndIsCounted()
    {
        await using var rig = new RecorderRig();

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            scope.Event.Build();
        }

        Assert.Equal(1, rig.Ledger.Totals().Lost);
    }

    [Fact]
    public async Task SucceedingMayThrowAndEndsTheScopeAllTheSame()
    {
        await using var rig = new RecorderRig(journal: new JournalOptions { MaxEntryBytes = 10 });

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            await Assert.ThrowsAsync<AuditRecordingException>(async () => await scope.SucceedAsync());
        }

        Assert.Equal(1, rig.Ledger.Totals().Lost);
    }

    [Fact]
    public async Task AScopeEndsOnce()
    {
        await using var rig = new RecorderRig();
        await using var scope = rig.Recorder.Begin("RefundOrder", Alice);
        await scope.SucceedAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await scope.FailAsync("Late"));

        Assert.Single(rig.ReadAll());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task AScopeNeedsAName(string? name)
    {
        await using var rig = new RecorderRig();

        Assert.ThrowsAny<ArgumentException>(() => rig.Recorder.Begin(name!, Alice));
    }
}
