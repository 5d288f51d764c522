using AuditTrail.Aws.Tests.Support;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>What happens when the group or its stream is missing, and how its retention is set.</summary>
public sealed class LogGroupSetupTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly (int, string) Missing = ScriptedLogs.Refusal("ResourceNotFoundException", "The specified log group does not exist.");

    [Fact]
    public async Task OnlyWhatIsMissingIsMade()
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, before) => operation switch
        {
            "PutLogEvents" => before == 0 ? Missing : (200, ScriptedLogs.Taken),
            _ => (200, ""),
        });
        using var sink = LogEvents.Sink(server.Endpoint);

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1), None)).Status);
        Assert.Equal(["PutLogEvents", "CreateLogStream", "PutLogEvents"], server.Operations);
    }

    [Fact]
    public async Task AGroupThatWasMadeAMomentAgoIsNotToldOfAsMissing()
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, _) => operation == "CreateLogGroup" ? (200, "") : Missing);
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.Contains("made a moment ago", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoeverIsFasterMayMakeThem()
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, before) => (operation, before) switch
        {
            ("PutLogEvents", 0) or ("CreateLogStream", 0) => Missing,
            ("PutLogEvents", _) => (200, ScriptedLogs.Taken),
            _ => ScriptedLogs.Refusal("ResourceAlreadyExistsException"),
        });
        using var sink = LogEvents.Sink(server.Endpoint);

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1), None)).Status);
        Assert.Equal(["PutLogEvents", "CreateLogStream", "CreateLogGroup", "CreateLogStream", "PutLogEvents"], server.Operations);
    }

    [Theory]
    [InlineData("CreateLogGroup", "AccessDeniedException", true, "need logs:CreateLogGroup and logs:TagResource (for DataSourceName) on the log group '/audit/orders', or CreateLogGroup false")]
    [InlineData("CreateLogGroup", "InvalidParameterException", true, "look at LogGroup, KmsKeyId, DataSourceName")]
    [InlineData("CreateLogGroup", "LimitExceededException", false, "quota")]
    [InlineData("CreateLogGroup", "OperationAbortedException", false, "Another writer")]
    [InlineData("CreateLogGroup", "ThrottlingException", false, "ThrottlingException")]
    [InlineData("CreateLogGroup", "ServiceUnavailableException", false, "ServiceUnavailableException")]
    [InlineData("CreateLogStream", "AccessDeniedException", true, "need logs:CreateLogStream")]
    [InlineData("CreateLogStream", "InvalidParameterException", true, "look at LogStream")]
    [InlineData("CreateLogStream", "LimitExceededException", false, "quota")]
    public async Task AFailureToMakeThemSaysWhichPermissionOrOption(string failing, string code, bool isForAPerson, string words)
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, _) =>
            operation == failing ? ScriptedLogs.Refusal(code)
            : operation == "CreateLogGroup" ? (200, "")
            : Missing);
        using var sink = LogEvents.Sink(server.Endpoint, options => options.DataSourceName = "orders");

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, isForAPerson ? TimeSpan.FromMinutes(5) : (TimeSpan?)null), (result.Status, result.RetryAfter));
        Assert.StartsWith(failing, result.Reason, StringComparison.Ordinal);
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true, "allow CreateLogGroup", "PutLogEvents,CreateLogStream")]
    [InlineData(true, false, "allow CreateLogGroup and CreateLogStream", "PutLogEvents")]
    public async Task WhatMayNotBeMadeIsForAPerson(bool group, bool stream, string words, string asked)
    {
        await using var server = await ScriptedLogs.StartAsync((_, _, _) => Missing);
        using var sink = LogEvents.Sink(server.Endpoint, options => (options.CreateLogGroup, options.CreateLogStream) = (group, stream));

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, (TimeSpan?)TimeSpan.FromMinutes(5)), (result.Status, result.RetryAfter));
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.Equal(asked, string.Join(',', server.Operations));
    }

    [Fact]
    public async Task WhatWasMadeAMomentAgoMayBeUnknownStillAndIsTriedAgainSoon()
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, _) => operation == "PutLogEvents" ? Missing : (200, ""));
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.Equal(["PutLogEvents", "CreateLogStream", "PutLogEvents"], server.Operations);
    }

    [Fact]
    public async Task ARetentionThatPassingTroubleKeptOffIsSetAtTheNextDelivery()
    {
        await using var server = await ScriptedLogs.StartAsync((operation, _, before) =>
            operation == "PutLogEvents" ? (200, ScriptedLogs.Taken)
            : before == 0 ? ScriptedLogs.Refusal("ServiceUnavailableException", status: 503)
            : (200, ""));
        var log = new CollectedLog<CloudWatchLogsSink>();
        using var sink = LogEvents.Sink(server.Endpoint, options => options.RetentionDays = 365, log: log);

        for (var batch = 1; batch <= 3; batch++)
        {
            Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1, first: batch), None)).Status);
        }

        Assert.Equal(2, server.Operations.Count(operation => operation == "PutRetentionPolicy"));
        Assert.Empty(log.Texts);
    }

    [Fact]
    public async Task ARetentionThatCannotBeSetIsOneWarningAndTriedAgainInAnHour()
    {
        var (time, log) = (new ManualTimeProvider(), new CollectedLog<CloudWatchLogsSink>());
        time.SetWallClock(DateTimeOffset.UtcNow);
        var isAllowed = false;
        await using var server = await ScriptedLogs.StartAsync((operation, _, _) =>
            operation == "PutLogEvents" ? (200, ScriptedLogs.Taken) : isAllowed ? (200, "") : ScriptedLogs.Refusal("AccessDeniedException"));
        using var sink = LogEvents.Sink(server.Endpoint, options => options.RetentionDays = 365, time, log);

        for (var hour = 0; hour < 3; hour++)
        {
            Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1, first: 1 + (2 * hour)), None)).Status);
            Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1, first: 2 + (2 * hour)), None)).Status);
            isAllowed = hour == 1;
            time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Contains("need logs:PutRetentionPolicy", Assert.Single(log.Texts, text => text.StartsWith("The retention", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(3, server.Operations.Count(operation => operation == "PutRetentionPolicy"));
    }

    [Fact]
    public async Task AStreamOfOnesOwnIsUsed()
    {
        await using var server = await ScriptedLogs.StartAsync((_, _, _) => (200, ScriptedLogs.Taken));
        using var sink = LogEvents.Sink(server.Endpoint, options => options.LogStream = "web-1");

        await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.StartsWith("""{"logGroupName":"/audit/orders","logStreamName":"web-1","logEvents":[{"timestamp":""", Assert.Single(server.Bodies), StringComparison.Ordinal);
    }
}
