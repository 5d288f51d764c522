using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AuditTrail.Tests.Support;
using AuditTrail.TestServers;
using AuditTrail.TestServers.CloudTrailLake;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>The strict CloudTrail Lake refuses what AWS documents as refused, each rule by a violation of its own.</summary>
public sealed class CloudTrailLakeServerTests
{
    private static readonly string Channel = "?channelArn=" + Uri.EscapeDataString(new LakeRules().ChannelArn);

    // A member of the event, the JSON that it becomes ("" removes it), and the code that the event then fails with.
    public static TheoryData<string, string, string?> Members => new()
    {
        { "version", "", "FieldNotFound" },
        { "UID", "", "FieldNotFound" },
        { "userIdentity", "", "FieldNotFound" },
        { "eventName", "", "FieldNotFound" },
        { "eventName", "\"\"", "FieldNotFound" },
        { "eventSource", "", "FieldNotFound" },
        { "eventTime", "", "FieldNotFound" },
        { "recipientAccountId", "", "FieldNotFound" },
        { "userIdentity", """{"principalId":"p"}""", "FieldNotFound" },
        { "userIdentity", """{"type":"t"}""", "FieldNotFound" },
        { "userIdentity", """{"type":"t","principalId":"p","arn":"a"}""", "InvalidData" },
        { "userIdentity", "\"alice\"", "InvalidData" },
        { "userIdentity", Identity("t", 129), "FieldTooLong" },
        { "userIdentity", Identity("t", 128), null },
        { "version", Text(257), "FieldTooLong" },
        { "userAgent", Text(1025), "FieldTooLong" },
        { "userAgent", Text(1024), null },
        { "userAgent", "null", "InvalidData" },
        { "eventSource", Text(1025), "FieldTooLong" },
        { "eventSource", "\"two words\"", "InvalidEventSource" },
        { "eventName", Text(1025), "FieldTooLong" },
        { "eventName", "\"" + new string('ä', 513) + "\"", "FieldTooLong" },
        { "UID", Text(1025), "FieldTooLong" },
        { "errorCode", Text(257), "FieldTooLong" },
        { "errorMessage", Text(257), "FieldTooLong" },
        { "errorMessage", Text(256), null },
        { "requestParameters", Map(100_001), "FieldTooLong" },
        { "requestParameters", Map(100_000), null },
        { "requestParameters", "[1]", "InvalidData" },
        { "responseElements", Map(100_001), "FieldTooLong" },
        { "additionalEventData", Map(28_001), "FieldTooLong" },
        { "additionalEventData", Map(28_000), null },
        { "eventTime", "\"2026-11-29T12:00:00.5Z\"", "InvalidData" },
        { "eventTime", "\"2026-11-29T12:00:00+01:00\"", "InvalidData" },
        { "sourceIPAddress", "\"orders.example.com\"", "InvalidData" },
        { "sourceIPAddress", "\"1\"", "InvalidData" },
        { "sourceIPAddress", "\"2001:db8::1\"", null },
        { "recipientAccountId", "\"999999999999\"", "InvalidRecipient" },
        { "requestID", "\"1\"", "InvalidData" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task AnEventThatBreaksTheSchemaFailsAlone(string member, string json, string? code)
    {
        await using var server = await CloudTrailLakeServer.StartAsync();
        var broken = Event();
        broken.Remove(member);
        if (json.Length > 0)
        {
            broken[member] = JsonNode.Parse(json);
        }

        var reply = await ServerCall.LakeAsync(server.Endpoint, Body(Entry("good", Event()), Entry("odd", broken)), Channel);

        Assert.Equal(200, reply.Status);
        Assert.Equal(code is null ? [] : [code], reply.Failed);
        Assert.Equal(code is null ? 2 : 1, server.Arrivals.Count);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "InvalidData")]
    [InlineData("no JSON", "InvalidData")]
    [InlineData("[]", "InvalidData")]
    public async Task EventDataIsAJsonObject(string eventData, string code)
    {
        await using var server = await CloudTrailLakeServer.StartAsync();

        var reply = await ServerCall.LakeAsync(server.Endpoint, Body(new JsonObject { ["id"] = "1", ["eventData"] = eventData }), Channel);

        Assert.Equal([code], reply.Failed);
    }

    [Fact]
    public async Task AnEventOfMoreThan256KilobytesIsTooLong()
    {
        await using var server = await CloudTrailLakeServer.StartAsync();
        var large = Event();
        large["requestParameters"] = JsonNode.Parse(Map(100_000));
        large["responseElements"] = JsonNode.Parse(Map(100_000));
        large["userIdentity"]!["details"] = JsonNode.Parse(Map(60_000));

        Assert.Equal(["FieldTooLong"], (await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", large)), Channel)).Failed);
    }

    [Fact]
    public async Task AChecksumIsTheBase64OfTheDatasHash()
    {
        await using var server = await CloudTrailLakeServer.StartAsync();
        var (right, wrong) = (Entry("1", Event()), Entry("2", Event()));
        right["eventDataChecksum"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(right["eventData"]!.GetValue<string>())));
        wrong["eventDataChecksum"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(wrong["eventData"]!.GetValue<string>())));

        var reply = await ServerCall.LakeAsync(server.Endpoint, Body(right, wrong), Channel);

        Assert.Equal((1, "InvalidChecksum"), (reply.Successful, reply.Failed.Single()));
    }

    [Theory]
    [InlineData("", "ValidationException", 400)]
    [InlineData("?channelArn=EXAMPLE8", "InvalidChannelARN", 400)]
    [InlineData("?channelArn=arn%3Aaws%3Acloudtrail%3Aeu-central-1%3A123456789012%3Achannel%2Felse", "ChannelNotFound", 404)]
    [InlineData("CHANNEL&externalId=x", "ValidationException", 400)]
    [InlineData("CHANNEL&externalId=a%20b", "ValidationException", 400)]
    [InlineData("CHANNEL&externalId=wrong", "ChannelInsufficientPermission", 403)]
    [InlineData("CHANNEL", "ChannelInsufficientPermission", 403)]
    [InlineData("CHANNEL&else=1", "ValidationException", 400)]
    [InlineData("CHANNEL&externalId=right", null, 200)]
    public async Task TheChannelAndItsExternalIdHaveToBeRight(string query, string? code, int status)
    {
        await using var server = await CloudTrailLakeServer.StartAsync(new LakeRules { ExternalId = "right" });

        var reply = await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", Event())), query.Replace("CHANNEL", Channel, StringComparison.Ordinal));

        Assert.Equal((code, status), (reply.Code, reply.Status));
    }

    [Fact]
    public async Task ARequestThatBreaksTheModelIsRefusedWhole()
    {
        await using var server = await CloudTrailLakeServer.StartAsync();
        var padding = new string(' ', 1_000_000);
        foreach (var (body, code) in new[]
        {
            (Body(), "ValidationException"),
            (Body([.. Enumerable.Range(0, 101).Select(number => Entry($"{number}", Event()))]), "ValidationException"),
            (Body(Entry("a.b", Event())), "ValidationException"),
            (Body(Entry(new string('a', 129), Event())), "ValidationException"),
            (Body(Entry("", Event())), "ValidationException"),
            (Body(new JsonObject { ["id"] = "1", ["eventData"] = Event() }), "ValidationException"),
            (Body(Entry("same", Event()), Entry("same", Event())), "DuplicatedAuditEventId"),
            ("{}", "ValidationException"),
            ("no JSON", "SerializationException"),
            (Body(Entry("1", Event())) + padding, "ValidationException"),
        })
        {
            Assert.Equal(code, (await ServerCall.LakeAsync(server.Endpoint, body, Channel)).Code);
        }

        Assert.Equal("UnsupportedMediaTypeException", (await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", Event())), Channel, contentType: "text/plain")).Code);
        Assert.Equal("InvalidSignatureException", (await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", Event())), Channel, TimeProvider.System.GetUtcNow().AddMinutes(-6))).Code);
        Assert.Equal(0, server.Arrivals.Count);
    }

    [Fact]
    public async Task MoreThanAHundredRequestsASecondAreThrottled()
    {
        var time = new ManualTimeProvider();
        await using var server = await CloudTrailLakeServer.StartAsync(time: time);
        async Task<ServerReply> PutAsync() => await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", Event())), Channel, time.GetUtcNow());

        for (var request = 0; request < 100; request++)
        {
            Assert.Equal(200, (await PutAsync()).Status);
        }

        var throttled = await PutAsync();
        time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal((400, "ThrottlingException"), (throttled.Status, throttled.Code));
        Assert.Equal(200, (await PutAsync()).Status);
        Assert.Equal(1, server.Broken.Broken["TooManyRequests"]);
    }

    [Fact]
    public async Task APartialFaultRefusesSomeEventsAndKeepsTheOthers()
    {
        await using var server = await CloudTrailLakeServer.StartAsync(faults: new FaultPlan(7, share: 1, hangs: 0, Fault.Partial));

        var reply = await ServerCall.LakeAsync(server.Endpoint, Body([.. Enumerable.Range(0, 100).Select(number => Entry($"{number}", Event()))]), Channel);

        Assert.Equal(["InternalFailure", "Throttling"], reply.Failed.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(100 - reply.Failed.Count(), reply.Successful);
        Assert.Equal(reply.Successful, server.Arrivals.Count);
        Assert.Equal(100, server.Arrivals.Offers.Count);
    }

    [Fact]
    public async Task AnIdThatComesAgainWithOtherContentIsCountedAndAContentWithAnotherId()
    {
        await using var server = await CloudTrailLakeServer.StartAsync();
        var other = Event();
        other["eventName"] = "Other";
        foreach (var item in new[] { Event(), Event(), other })
        {
            await ServerCall.LakeAsync(server.Endpoint, Body(Entry("1", item)), Channel);
        }

        Assert.Equal((1, 1, 1, 0), (server.Arrivals.Count, server.Arrivals.Duplicates, server.Arrivals.Conflicts, server.Arrivals.Renamed));
        await ServerCall.LakeAsync(server.Endpoint, Body(Entry("2", Event())), Channel);
        Assert.Equal(1, server.Arrivals.Renamed);
    }

    private static string Text(int length) => $"\"{new string('x', length)}\"";

    private static string Map(int bytes) => $$"""{"k":"{{new string('x', bytes - 8)}}"}""";

    private static string Identity(string type, int length) => $$"""{"type":"{{type.PadRight(length, 'x')}}","principalId":"p"}""";

    private static JsonObject Event() => (JsonObject)JsonNode.Parse("""
        {"version":"1.11","UID":"u-1","userIdentity":{"type":"User","principalId":"alice","details":{"key":"value"}},"eventTime":"2026-11-29T12:00:00Z","eventName":"RefundOrder",
        "eventSource":"orders.example.com","requestParameters":{"number":"7"},"sourceIPAddress":"203.0.113.7","recipientAccountId":"123456789012"}
        """)!;

    private static JsonObject Entry(string id, JsonObject data) => new() { ["id"] = id, ["eventData"] = data.ToJsonString() };

    private static string Body(params JsonObject[] entries) => new JsonObject { ["auditEvents"] = new JsonArray([.. entries]) }.ToJsonString();
}
