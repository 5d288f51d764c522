using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class TrailEventsTests
{
    private static readonly Guid Stream = Guid.Parse("0191d3a0-0000-7000-8000-000000000001");

    private readonly TrailEvents _events = new("orders", EventDefaults.Process);

    [Fact]
    public void AGapSaysFromWhereToWhereHowManyAndWhy()
    {
        var gap = _events.Gap(7, 9, 3, "the disk was full");
        Assert.Equal(("audittrail", "TrailGap"), (gap.EventSource, gap.EventName));
        Assert.Equal("""{"from":7,"to":9,"count":3,"reason":"the disk was full"}""", gap.RequestParameters!.ToString());
        Assert.Equal(UserIdentity.Service("orders"), gap.UserIdentity);
    }

    [Fact]
    public void AGapSaysWhichNumbersOfTheTrailNothingHas() => Assert.Equal(
        """{"from":0,"to":0,"count":0,"reason":"unused","trailFrom":4,"trailTo":6}""", _events.Gap(0, 0, 0, "unused", 4, 6).RequestParameters!.ToString());

    [Fact]
    public void StartAndStopNameTheTrailAndTheStream()
    {
        Assert.Equal("""{"trail":"t","stream":"0191d3a0-0000-7000-8000-000000000001","epoch":2}""", _events.Started("t", Stream, 2).RequestParameters!.ToString());
        Assert.Equal("""{"trail":"t","stream":"0191d3a0-0000-7000-8000-000000000001","lastSequence":5}""", _events.Stopped("t", Stream, 5).RequestParameters!.ToString());
        Assert.Equal(("TrailStarted", "TrailStopped"), (_events.Started("t", Stream, 2).EventName, _events.Stopped("t", Stream, 5).EventName));
    }
}
