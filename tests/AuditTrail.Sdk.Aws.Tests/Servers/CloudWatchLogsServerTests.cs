using System.Text.Json.Nodes;
using AuditTrail.Tests.Support;
using AuditTrail.TestServers.CloudWatchLogs;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>The strict CloudWatch Logs refuses what AWS documents as refused, each rule by a violation of its own.</summary>
public sealed class CloudWatchLogsServerTests : IAsyncLifetime
{
    private const string Group = "orders/audit";
    private const string Stream = "host-1";
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;

    private readonly ManualTimeProvider _time = new();
    private CloudWatchLogsServer _server = null!;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync()
    {
        _server = await CloudWatchLogsServer.StartAsync(time: _time);
        await CallAsync("CreateLogGroup", $$$"""{"logGroupName":"{{{Group}}}","tags":{"cw:datasource:name":"orders"}}""");
        await CallAsync("CreateLogStream", $$"""{"logGroupName":"{{Group}}","logStreamName":"{{Stream}}"}""");
    }

    [Fact]
    public async Task WhatIsRightIsTaken()
    {
        var reply = await PutAsync((Now - 1, "{\"eventID\":\"a\",\"requestParameters\":{\"number\":3}}"), (Now, "{\"eventID\":\"b\"}"));

        Assert.Equal(200, reply.Status);
        Assert.Null(reply.Body!["rejectedLogEventsInfo"]);
        Assert.Equal([3, -1], _server.Arrivals.Numbers);
        Assert.Equal("orders", _server.Groups[Group].Tags["cw:datasource:name"]);
    }

    // Hours from now, and the three indexes: too old (exclusive), expired (exclusive), too new (inclusive).
    [Theory]
    [InlineData("-337 0 1", null, 1, null, null)]
    [InlineData("-336 -335", null, null, null, null)]
    [InlineData("0 2 3", null, null, null, 2)]
    [InlineData("-340 -337 -1 0 3 4", null, 2, null, 4)]
    [InlineData("-49 -47", 2, null, null, null)] // no such retention: nothing expires
    [InlineData("-73 -71 -70", 3, null, 1, null)]
    [InlineData("-400 -73 -71", 3, 1, 2, null)]
    [InlineData("-400 3", null, 1, null, 1)]
    public async Task EventsBeyondTheirWindowsAreRejectedByIndex(string hours, int? retention, int? tooOldEnd, int? expiredEnd, int? tooNewStart)
    {
        if (retention is not null)
        {
            var set = await CallAsync("PutRetentionPolicy", $$"""{"logGroupName":"{{Group}}","retentionInDays":{{retention}}}""");
            Assert.Equal(retention == 2 ? 400 : 200, set.Status);
        }

        var events = hours.Split(' ').Select((hour, index) => (Now + (int.Parse(hour, System.Globalization.CultureInfo.InvariantCulture) * 60 * Minute), $"e{index}")).ToArray();

        var reply = await PutAsync(events);

        Assert.Equal(200, reply.Status);
        var info = reply.Body!["rejectedLogEventsInfo"];
        Assert.Equal(
            (tooOldEnd, expiredEnd, tooNewStart),
            ((int?)info?["tooOldLogEventEndIndex"], (int?)info?["expiredLogEventEndIndex"], (int?)info?["tooNewLogEventStartIndex"]));
        Assert.Equal((tooNewStart ?? events.Length) - Math.Max(tooOldEnd ?? 0, expiredEnd ?? 0), _server.Arrivals.Count);
    }

    [Fact]
    public async Task ABatchThatBreaksARuleIsRefusedWhole()
    {
        var most = Enumerable.Range(0, 10_001).Select(number => (Now, "x")).ToArray();
        foreach (var (events, part) in new ((long, string)[], string)[]
        {
            ([], "between 1 and 10000"),
            (most, "between 1 and 10000"),
            ([(Now, "")], "as the model has them"),
            ([(-1, "x")], "as the model has them"),
            ([(Now, "x"), (Now - 1, "y")], "must be in chronological order"),
            ([(Now, new string('x', 1_048_551))], "Upload too large"),
            ([(Now, new string('x', 524_262)), (Now, new string('x', 524_263))], "Upload too large"),
            ([(Now - Day - 1, "x"), (Now, "y")], "cannot span more than 24 hours"),
        })
        {
            var reply = await PutAsync(events);
            Assert.Equal((400, "InvalidParameterException"), (reply.Status, reply.Code));
            Assert.Contains(part, reply.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, _server.Arrivals.Count);
        Assert.Equal(200, (await PutAsync(most[..10_000])).Status);
        Assert.Equal(200, (await PutAsync((Now, new string('x', 1_048_550)))).Status);
        Assert.Equal(200, (await PutAsync((Now - Day, "x"), (Now, "y"))).Status);
        Assert.Equal(200, (await PutAsync((Now - (15 * Day), "x"), (Now - Day, "y"), (Now, "z"))).Status); // the span of the valid ones counts
    }

    [Theory]
    [InlineData("PutLogEvents", """{"logGroupName":"none","logStreamName":"host-1","logEvents":[{"timestamp":1,"message":"x"}]}""", "ResourceNotFoundException")]
    [InlineData("PutLogEvents", """{"logGroupName":"orders/audit","logStreamName":"none","logEvents":[{"timestamp":1,"message":"x"}]}""", "ResourceNotFoundException")]
    [InlineData("PutLogEvents", """{"logGroupName":"orders/audit","logStreamName":"a:b","logEvents":[{"timestamp":1,"message":"x"}]}""", "InvalidParameterException")]
    [InlineData("PutLogEvents", """{"logGroupName":"orders audit","logStreamName":"host-1","logEvents":[{"timestamp":1,"message":"x"}]}""", "InvalidParameterException")]
    [InlineData("CreateLogGroup", """{"logGroupName":"orders/audit"}""", "ResourceAlreadyExistsException")]
    [InlineData("CreateLogGroup", """{"logGroupName":"a*"}""", "InvalidParameterException")]
    [InlineData("CreateLogGroup", """{"logGroupName":"new","tags":{"a":1}}""", "InvalidParameterException")]
    [InlineData("CreateLogStream", """{"logGroupName":"orders/audit","logStreamName":"host-1"}""", "ResourceAlreadyExistsException")]
    [InlineData("CreateLogStream", """{"logGroupName":"orders/audit","logStreamName":"*"}""", "InvalidParameterException")]
    [InlineData("CreateLogStream", """{"logGroupName":"none","logStreamName":"host-1"}""", "ResourceNotFoundException")]
    [InlineData("PutRetentionPolicy", """{"logGroupName":"orders/audit","retentionInDays":31}""", "InvalidParameterException")]
    [InlineData("TagResource", """{"resourceArn":"arn:aws:logs:eu-central-1:123456789012:log-group:none","tags":{"a":"b"}}""", "ResourceNotFoundException")]
    [InlineData("DeleteLogGroup", "{}", "UnknownOperationException")]
    [InlineData("CreateLogGroup", "[]", "SerializationException")]
    public async Task ACallThatIsWrongIsRefusedByName(string operation, string body, string code)
    {
        var reply = await CallAsync(operation, body);

        Assert.Equal((400, code), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("""{"keyAttributes":{"Type":"Service","Name":"orders","Environment":"prod"}}""", null)]
    [InlineData("""{"keyAttributes":{"Type":"Service","Name":"orders"},"attributes":{"a":"b"}}""", null)]
    [InlineData("""{"keyAttributes":{"Type":"Service"}}""", "MissingRequiredFields")]
    [InlineData("""{"attributes":{}}""", "MissingRequiredFields")]
    [InlineData("""{"keyAttributes":{"Type":"Else","Name":"orders"}}""", "InvalidTypeValue")]
    [InlineData("""{"keyAttributes":{"Type":"Service","Name":"orders","Colour":"red"}}""", "InvalidKeyAttributes")]
    [InlineData("""{"keyAttributes":{"Type":"Service","Name":"orders"},"attributes":{"a":1}}""", "InvalidAttributes")]
    [InlineData("""{"keyAttributes":{"Type":"Service","Name":"orders"},"else":1}""", "InvalidEntity")]
    public async Task AWrongEntityIsRejectedAndTheEventsAreTaken(string entity, string? error)
    {
        var reply = await CallAsync("PutLogEvents", $$"""{"logGroupName":"{{Group}}","logStreamName":"{{Stream}}","logEvents":[{"timestamp":{{Now}},"message":"x"}],"entity":{{entity}}}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(error, (string?)reply.Body!["rejectedEntityInfo"]?["errorType"]);
        Assert.Equal(1, _server.Arrivals.Count);
    }

    [Fact]
    public async Task ASignatureOfAnotherTimeIsRefused()
    {
        var reply = await ServerCall.LogsAsync(_server.Endpoint, "DescribeLogGroups", "{}", _time.GetUtcNow().AddMinutes(-6));

        Assert.Equal((400, "InvalidSignatureException"), (reply.Status, reply.Code));
        Assert.Contains("Signature expired", reply.Text, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<ServerReply> CallAsync(string operation, string body) => ServerCall.LogsAsync(_server.Endpoint, operation, body, _time.GetUtcNow());

    private Task<ServerReply> PutAsync(params (long Time, string Message)[] events) => CallAsync("PutLogEvents", new JsonObject
    {
        ["logGroupName"] = Group,
        ["logStreamName"] = Stream,
        ["logEvents"] = new JsonArray([.. events.Select(item => new JsonObject { ["timestamp"] = item.Time, ["message"] = item.Message })]),
    }.ToJsonString());
}
