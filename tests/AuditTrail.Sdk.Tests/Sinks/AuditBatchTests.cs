using System.Text;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;

namespace AuditTrail.Tests.Sinks;

public sealed class AuditBatchTests
{
    private static readonly Guid Stream = new("0197aaaa-0000-7000-8000-000000000002");

    [Fact]
    public void ABatchMadeForATestNumbersItsEventsAsATrailDoes()
    {
        var batch = AuditBatch.Of([Event("SignIn"), Event("SignOut")], trail: "security", stream: Stream, epoch: 3, firstSequence: 7, state: "remember");

        Assert.Equal(("security", Stream, 3L, "remember", 2), (batch.Trail, batch.Stream, batch.Epoch, batch.State, batch.Count));
        Assert.Equal([7L, 8L], batch.Select(item => item.TrailSequence));
        Assert.Equal([0, 1], batch.Select(item => item.Index));
        Assert.Equal(batch.Bytes, batch.Sum(item => item.Utf8Json.Length));
        Assert.Equal(["SignIn", "SignOut"], batch.Select(item => item.ReadEvent().EventName));
    }

    [Fact]
    public void ItsRecordsCarryTheIdentityThatSinksReadInThem()
    {
        foreach (var item in AuditBatch.Of([Event("SignIn"), Event("SignOut")], stream: Stream, firstSequence: 7))
        {
            Assert.True(LineIdentity.TryRead(item.Utf8Json.Span, out var identity));
            Assert.Equal(new LineIdentity(Stream, item.Sequence, item.TrailSequence), identity);
        }
    }

    [Fact]
    public void ABatchFromJsonReplacesTheNumbersThatTheRecordsClaim()
    {
        const string Record = """{"eventName":"SignIn","additionalEventData":{"mfa":true,"auditTrail":{"stream":"x","sequence":99,"trailSequence":99,"time":"x"}}}""";

        var item = Assert.Single(AuditBatch.OfJson([Record], stream: Stream, firstSequence: 5));

        Assert.True(LineIdentity.TryRead(item.Utf8Json.Span, out var identity));
        Assert.Equal(new LineIdentity(Stream, 5, 5), identity);
        Assert.Contains("\"mfa\":true", Encoding.UTF8.GetString(item.Utf8Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ABatchFromTextThatIsNoRecordIsRefused() => Assert.Throws<FormatException>(() => AuditBatch.OfJson(["{\"eventName\":1}"]));

    [Fact]
    public void ABatchCanBeEnumeratedAgain()
    {
        var batch = AuditBatch.Of([Event("SignIn")]);

        Assert.Equal(batch.Select(item => item.Sequence), batch.Select(item => item.Sequence));
    }

    private static AuditEvent Event(string name) => AuditEvent.Create("orders.example.com", name, UserIdentity.User("u-17")).Build();
}
