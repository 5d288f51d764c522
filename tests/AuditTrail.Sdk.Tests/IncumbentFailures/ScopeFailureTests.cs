using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.IncumbentFailures;

/// <summary>What goes wrong around a scope elsewhere, and must not here. The numbers are the rows of docs/failures.md.</summary>
public sealed class ScopeFailureTests
{
    private static readonly UserIdentity Alice = UserIdentity.User("alice");
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("{")]
    [InlineData("{0} and {1:N2}")]
    [InlineData("}{ {name} {{}} %s")]
    public async Task Row01TextWithBracesIsRecordedAsItIs(string text)
    {
        await using var rig = new RecorderRig();

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            scope.Event.Request("comment", text).Response("comment", text).Additional("comment", text);
            await scope.FailAsync("Refused", text);
        }

        var recorded = Assert.Single(rig.ReadAll()).Event;
        Assert.Equal(text, recorded.ErrorMessage);
        Assert.All(
            [recorded.RequestParameters, recorded.ResponseElements, recorded.AdditionalEventData],
            members => Assert.Equal(text, members?["comment"]?.AsElement().GetString()));
    }

    [Fact]
    public async Task Row02WhenTheStoreIsDownTheBusinessExceptionReachesItsCaller()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        disk.Refuse();

        var seen = await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await using var scope = rig.Recorder.Begin("RefundOrder", Alice, new RecordOptions { WaitLimit = Short });
            throw new TimeoutException("the application's own");
        });

        Assert.Equal("the application's own", seen.Message);
        Assert.Equal(1, rig.Ledger.Totals().Late);
        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 1, "the event is recorded after all");
        Assert.Equal("Incomplete", Assert.Single(rig.ReadAll()).Event.ErrorCode);
    }

    [Fact]
    public async Task Row03WhenTheStoreIsDownASuccessIsNoFailureWhereRecordingMayNotFailIt()
    {
        var disk = new BadDisk();
        await using var rig = new RecorderRig(disk);
        disk.Refuse();

        await using var scope = rig.Recorder.Begin("RefundOrder", Alice, new RecordOptions { OnFailure = RecordFailurePolicy.Continue, WaitLimit = Short });
        var receipt = await scope.SucceedAsync();

        Assert.Equal(RecordOutcome.Late, receipt.Outcome);
        Assert.NotNull(receipt.Reason);
        disk.Heal();
        await Eventually.IsTrueAsync(() => rig.ReadAll().Count == 1, "the event is recorded after all");
        Assert.Null(Assert.Single(rig.ReadAll()).Event.ErrorCode);
    }

    [Fact]
    public async Task Row04ABeforeImageStaysWhatItWasBefore()
    {
        await using var rig = new RecorderRig();
        string[] lines = ["one pair of shoes"];
        var order = new Order { Lines = lines };

        await using (var scope = rig.Recorder.Begin("ChangeOrder", Alice))
        {
            scope.Event.Request("before", lines).RequestReflected("beforeAll", order);
            lines[0] = "two pairs of shoes";
            scope.Event.Response("after", lines).ResponseReflected("afterAll", order);
            await scope.SucceedAsync();
        }

        var recorded = Assert.Single(rig.ReadAll()).Event;
        Assert.Equal("""{"before":["one pair of shoes"],"beforeAll":{"Lines":["one pair of shoes"]}}""", recorded.RequestParameters?.ToString());
        Assert.Equal("""{"after":["two pairs of shoes"],"afterAll":{"Lines":["two pairs of shoes"]}}""", recorded.ResponseElements?.ToString());
    }

    [Fact]
    public async Task Row05AScopeThatStaysOpenForMonthsIsRecorded()
    {
        var clock = new ManualTimeProvider();
        await using var rig = new RecorderRig(clock: clock);

        await using (var scope = rig.Recorder.Begin("MigrateArchive", Alice))
        {
            clock.Advance(TimeSpan.FromDays(400));
            await scope.SucceedAsync();
        }

        Assert.Equal(TimeSpan.FromDays(400).TotalMilliseconds, DurationOf(Assert.Single(rig.ReadAll()).Event));
    }

    [Fact]
    public async Task Row06AClockThatIsSteppedBackMakesNoNegativeDuration()
    {
        var clock = new ManualTimeProvider();
        await using var rig = new RecorderRig(clock: clock);

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            clock.SetWallClock(clock.GetUtcNow().AddHours(-5));
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await scope.SucceedAsync();
        }

        Assert.Equal(20, DurationOf(Assert.Single(rig.ReadAll()).Event));
    }

    [Fact]
    public async Task Row20AnExceptionThatWasHandledIsNoFailureAndOneThatWasNotIsNamed()
    {
        await using var rig = new RecorderRig();

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            try
            {
                await Task.Yield();
                throw new InvalidTimeZoneException();
            }
            catch (InvalidTimeZoneException)
            {
                await scope.SucceedAsync();
            }
        }

        await using (var scope = rig.Recorder.Begin("RefundOrder", Alice))
        {
            try
            {
                await Task.Yield();
                throw new InvalidTimeZoneException();
            }
            catch (InvalidTimeZoneException exception)
            {
                await scope.FailAsync(exception);
            }
        }

        Assert.Equal([null, "InvalidTimeZoneException"], rig.ReadAll().Select(item => item.Event.ErrorCode));
    }

    private static double? DurationOf(AuditEvent recorded) => recorded.AdditionalEventData?["durationMs"]?.AsElement().GetDouble();

    private sealed class Order
    {
        public string[] Lines { get; init; } = [];
    }
}
