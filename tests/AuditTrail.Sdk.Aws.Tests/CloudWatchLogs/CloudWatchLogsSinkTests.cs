using System.Text.Json;
using AuditTrail.Sinks;
using AuditTrail.TestServers.CloudWatchLogs;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>The sink against a server that verifies signatures and enforces every documented limit.</summary>
public sealed class CloudWatchLogsSinkTests : IAsyncLifetime
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<byte[]> _bodies = new();
    private CloudWatchLogsServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CloudWatchLogsServer.StartAsync(new LogsRules { Observe = request => _bodies.Enqueue(request.Body.ToArray()) });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task EachRecordIsOneEventByteForByte()
    {
        using var sink = LogEvents.Sink(_server.Endpoint);
        var batch = LogEvents.Batch(3);

        var result = await sink.DeliverAsync(batch, TestContext.Current.CancellationToken);

        Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, result.Rejected.Count));
        using var sent = JsonDocument.Parse(_bodies.Last());
        Assert.Equal(
            batch.Select(item => (item.Time.ToUnixTimeMilliseconds(), System.Text.Encoding.UTF8.GetString(item.Utf8Json.Span))),
            sent.RootElement.GetProperty("logEvents").EnumerateArray().Select(item => (item.GetProperty("timestamp").GetInt64(), item.GetProperty("message").GetString()!)));
        Assert.Equal((3, "no rule broken"), (_server.Arrivals.Count, _server.Broken.ToString()));
    }

    [Fact]
    public async Task AMissingGroupAndStreamAreMadeAsTheOptionsSay()
    {
        using var sink = LogEvents.Sink(_server.Endpoint, options => (options.RetentionDays, options.DataSourceName, options.DataSourceType) = (90, "orders", "audit"));

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LogEvents.Batch(1), TestContext.Current.CancellationToken)).Status);

        var (name, group) = Assert.Single(_server.Groups);
        Assert.Equal(LogEvents.Group, name);
        Assert.Equal([LogEvents.Stream], group.Streams);
        Assert.Equal(90, group.RetentionInDays);
        Assert.Equal([("cw:datasource:name", "orders"), ("cw:datasource:type", "audit")], group.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (tag.Key, tag.Value)));
        Assert.Equal("no rule broken", _server.Broken.ToString());
    }

    [Fact]
    public async Task EventsOutsideTheWindowsAreRejectedWithTheirReasonAndTheRestArrives()
    {
        var now = DateTimeOffset.UtcNow;
        using var sink = LogEvents.Sink(_server.Endpoint, options => options.RetentionDays = 3);
        await sink.DeliverAsync(LogEvents.Batch(1), TestContext.Current.CancellationToken);

        var result = await sink.DeliverAsync(
            LogEvents.Batch(now.AddHours(3), now.AddDays(-20), now, now.AddDays(-5), now.AddMinutes(1), DateTimeOffset.UnixEpoch.AddDays(-1)), TestContext.Current.CancellationToken);

        Assert.Equal(
            [(0, "2 hours in the future"), (1, "older than 14 days"), (3, "group's retention"), (5, "older than 14 days")],
            result.Rejected.Select(item => (item.Index, new[] { "2 hours in the future", "older than 14 days", "group's retention" }.Single(words => item.Reason.Contains(words, StringComparison.Ordinal)))));
        Assert.Equal((3, "no rule broken"), (_server.Arrivals.Count, _server.Broken.ToString()));
    }

    [Fact]
    public async Task DeadLettersThatAreTooOldAreTakenWithTheTimeOfSending()
    {
        var old = LogEvents.Batch(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(-19));
        using var sink = LogEvents.Sink(_server.Endpoint, options => options.Timestamp = CloudWatchLogsTimestamp.Sent);

        var result = await sink.DeliverAsync(old, TestContext.Current.CancellationToken);

        Assert.Equal((DeliveryStatus.Delivered, 0, 2), (result.Status, result.Rejected.Count, _server.Arrivals.Count));
    }

    [Fact]
    public async Task AClockThatGoesBackAndSpansOfDaysBreakNoRule()
    {
        var now = DateTimeOffset.UtcNow;
        using var sink = LogEvents.Sink(_server.Endpoint);

        var result = await sink.DeliverAsync(
            LogEvents.Batch([.. Enumerable.Range(0, 200).Select(number => now.AddHours(-(number * 7919 % 300)))]), TestContext.Current.CancellationToken);

        Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, result.Rejected.Count));
        Assert.Equal((200, 0, "no rule broken"), (_server.Arrivals.Count, _server.Arrivals.Duplicates, _server.Broken.ToString()));
    }

    [Fact]
    public async Task AnEntityIsTakenAsTheModelHasIt()
    {
        using var sink = LogEvents.Sink(_server.Endpoint, entity: new LogEventEntity("orders.example.com", "Production"));

        await sink.DeliverAsync(LogEvents.Batch(1), TestContext.Current.CancellationToken);

        using var sent = JsonDocument.Parse(_bodies.Last());
        Assert.Equal("""{"keyAttributes":{"Type":"Service","Name":"orders.example.com","Environment":"Production"}}""", sent.RootElement.GetProperty("entity").GetRawText());
        Assert.Equal("no rule broken", _server.Broken.ToString());
    }

    [Fact]
    public async Task AnEmptyBatchAsksNobody()
    {
        using var sink = LogEvents.Sink(_server.Endpoint);

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(AuditBatch.Of([], occasion: BatchOccasion.Stop), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public void ACallHoldsWhatCloudWatchLogsTakes()
    {
        using var sink = LogEvents.Sink(_server.Endpoint);

        Assert.Equal((10_000, 1_048_576L, 26, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40)), (sink.Limits.MaxEvents, sink.Limits.MaxBytes, sink.Limits.OverheadPerEvent, sink.Limits.Linger, sink.Limits.AttemptTimeout));
    }
}
