using System.Net;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class AuditEventBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, 987, TimeSpan.Zero);

    [Fact]
    public void AnEventHasEveryFieldThatCloudTrailDemands()
    {
        var built = Some.Event().Build(new FixedClock(Noon));
        var json = Some.Json(built);

        Assert.Equal(
            $$"""
            {"eventVersion":"1.11","userIdentity":{"type":"WebIdentityUser","principalId":"ana"},"eventTime":"2026-11-22T12:00:00Z","eventSource":"orders.example.com",
            "eventName":"RefundOrder","awsRegion":"{{built.AwsRegion}}","sourceIPAddress":"orders.example.com","requestParameters":null,"responseElements":null,"eventID":"{{built.EventId}}",
            "readOnly":false,"eventType":"ActivityLog","managementEvent":true,"recipientAccountId":"000000000000","eventCategory":"Management"}
            """.ReplaceLineEndings(""),
            built.ToString());
        Assert.Equal(Environment.GetEnvironmentVariable("AWS_REGION") ?? "local", built.AwsRegion);
        Assert.Equal(7, Guid.Parse(json.GetProperty("eventID").GetString()!).Version);
    }

    [Fact]
    public void TheRecordersDefaultsApplyUnlessTheEventSaysOtherwise()
    {
        var defaults = new EventDefaults { Time = new FixedClock(Noon), Ids = EventIdSource.Process, AccountId = "123456789012", Region = "eu-central-1" };
        var plain = Some.Event().Build(defaults);
        Assert.Equal(("123456789012", "eu-central-1"), (plain.RecipientAccountId, plain.AwsRegion));

        var said = Some.Event().Account("999999999999").Region("mars-1").Build(defaults);
        Assert.Equal(("999999999999", "mars-1"), (said.RecipientAccountId, said.AwsRegion));
    }

    [Fact]
    public void EveryStatementLandsInItsField()
    {
        var shared = Guid.Parse("0191d3a0-0000-7000-8000-000000000001");
        var built = Some.Event()
            .At(Noon.ToOffset(TimeSpan.FromHours(3))).SourceIp("203.0.113.7").UserAgent("curl/8").RequestId("r-1").SharedId(shared).EventType("AwsApiCall")
            .Resource("Shop::Order", "4711").Resource("AWS::S3::Bucket", "arn:aws:s3:::b", "123456789012").Tls(new() { TlsVersion = "TLSv1.3" })
            .ReadOnly().DataEvent().Failed("InsufficientFunds", "not enough").Http(new() { Method = "POST", Status = 402 })
            .Request("amount", 12.50m).Response("state", "refused").Additional("note", true)
            .Build();

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), built.EventTime);
        Assert.Equal("203.0.113.7", built.SourceIpAddress);
        Assert.Equal("curl/8", built.UserAgent);
        Assert.Equal("r-1", built.RequestId);
        Assert.Equal(shared.ToString(), built.SharedEventId);
        Assert.Equal("AwsApiCall", built.EventType);
        Assert.Equal([new AuditResource { Type = "Shop::Order", Arn = "4711" }, new() { Type = "AWS::S3::Bucket", Arn = "arn:aws:s3:::b", AccountId = "123456789012" }], built.Resources);
        Assert.Equal("TLSv1.3", built.TlsDetails?.TlsVersion);
        Assert.Equal((true, false, "Data"), (built.ReadOnly, built.ManagementEvent, built.EventCategory));
        Assert.Equal(("InsufficientFunds", "not enough"), (built.ErrorCode, built.ErrorMessage));
        Assert.Equal(402, built.Http?.Status);
        Assert.Equal("""{"amount":12.50}""", built.RequestParameters?.ToString());
        Assert.Equal("""{"state":"refused"}""", built.ResponseElements?.ToString());
        Assert.Equal("""{"note":true,"http":{"method":"POST","status":402}}""", Some.Json(built).GetProperty("additionalEventData").GetRawText());
    }

    [Theory]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("192.0.2.0", "192.0.2.0")]
    public void AnAddressIsWrittenInItsPlainForm(string given, string expected) =>
        Assert.Equal(expected, Some.Event().SourceIp(IPAddress.Parse(given)).Build().SourceIpAddress);

    [Fact]
    public void WithoutAnAddressTheActingServiceStandsThereAsInCloudTrail()
    {
        Assert.Equal("billing", AuditEvent.Create("orders", "Close", UserIdentity.Service("billing")).SourceIp((IPAddress?)null).Build().SourceIpAddress);
        Assert.Equal("orders", AuditEvent.Create("orders", "Close", UserIdentity.Anonymous).SourceIp((string?)null).Build().SourceIpAddress);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void NamesThatAreEmptyAreRefused(string? name)
    {
        Assert.ThrowsAny<ArgumentException>(() => AuditEvent.Create(name!, "n", UserIdentity.Anonymous));
        Assert.ThrowsAny<ArgumentException>(() => AuditEvent.Create("s", name!, UserIdentity.Anonymous));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Request(name!, 1));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Response(name!, 1));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Additional(name!, 1));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Region(name!));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Failed(name!));
        Assert.ThrowsAny<ArgumentException>(() => Some.Event().Resource(name!, "a"));
        Assert.ThrowsAny<ArgumentException>(() => UserIdentity.User(name!));
        Assert.ThrowsAny<ArgumentException>(() => UserIdentity.Service(name!));
    }

    [Fact]
    public void ANameOfMoreThan1024BytesIsRefusedWithWhatToDo()
    {
        Assert.Equal(1_024, AuditEvent.Create("s", new string('n', 1_024), UserIdentity.Anonymous).Build().EventName!.Length);
        var exception = Assert.Throws<ArgumentException>(() => AuditEvent.Create("s", new string('\u00E9', 513), UserIdentity.Anonymous));
        Assert.Contains("1026 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Use a short, fixed name", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Some.Event().Request(new string('n', 1_025), 1));
        Assert.Throws<ArgumentNullException>(() => AuditEvent.Create("s", "n", null!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1234")]
    [InlineData("1234567890123")]
    [InlineData("12345678901a")]
    [InlineData("\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661")]
    public void AnAccountIsTwelveDigits(string? account) =>
        Assert.Contains("twelve digits", Assert.Throws<ArgumentException>(() => Some.Event().Account(account!)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http")]
    [InlineData("auditTrail")]
    public void OurOwnNamesUnderAdditionalDataAreRefused(string name)
    {
        Assert.Contains("recorder's own", Assert.Throws<ArgumentException>(() => Some.Event().Additional(name, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Some.Event().Additional(name, o => o.Add("a", 1)));
        Assert.Throws<ArgumentException>(() => Some.Event().AdditionalReflected(name, new object()));
        Assert.Equal("""{"http":1}""", Some.Event().Request("http", 1).Build().RequestParameters?.ToString());
    }

    [Fact]
    public void ABuilderIsForOneEvent()
    {
        var builder = Some.Event();
        builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Build());
        Assert.Throws<InvalidOperationException>(() => builder.Request("a", 1));
        Assert.Throws<InvalidOperationException>(() => builder.UserAgent("a"));
    }

    [Fact]
    public void WhatIsBuiltIsReadBackAsTheSameEvent()
    {
        var built = Some.Event().Request("a", 1).Resource("t", "r").Http(new() { Query = [new("q", "***"), new("q", "2")], BytesSent = 5, Handler = "Orders.Refund", Headers = [new("X-Department", "sales")], ResponseHeaders = [new("ETag", "7")] }).Build();
        var read = AuditEvent.Parse(built.ToUtf8Json());
        Assert.Equal(built, read);
        Assert.Equal([new("q", "***"), new("q", "2")], read.Http!.Query);
        Assert.Equal((5, "Orders.Refund"), (read.Http.BytesSent, read.Http.Handler));
        Assert.Equal([new("X-Department", "sales"), new("ETag", "7")], [.. read.Http.Headers!, .. read.Http.ResponseHeaders!]);
    }

    [Theory]
    [InlineData(EventCategory.Management, "Management", true)]
    [InlineData(EventCategory.Data, "Data", false)]
    [InlineData(EventCategory.NetworkActivity, "NetworkActivity", false)]
    [InlineData(EventCategory.Insight, "Insight", false)]
    public void TheCategorySaysWhetherItIsAManagementEvent(EventCategory category, string name, bool management)
    {
        var built = Some.Event().Category(category).Build();
        Assert.Equal((name, management), (built.EventCategory, built.ManagementEvent));
        Assert.Throws<ArgumentOutOfRangeException>(() => Some.Event().Category((EventCategory)9));
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
