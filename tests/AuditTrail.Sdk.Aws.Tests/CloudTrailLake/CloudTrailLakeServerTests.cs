using Amazon.Runtime;
using AuditTrail.Sinks;
using AuditTrail.TestServers;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>The sink against a server that verifies signatures and obeys every documented limit.</summary>
public sealed class CloudTrailLakeServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task AStrictServerTakesEveryEventInOrder()
    {
        await using var server = await CloudTrailLakeServer.StartAsync(new LakeRules { ExternalId = "orders/17" });
        using var sink = SinkFor(server, options => options.ExternalId = "orders/17");

        var result = await sink.DeliverAsync(LakeEvents.Batch(100), None);

        Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, result.Rejected.Count));
        Assert.Equal(Enumerable.Range(1, 100).Select(number => (long)number), server.Arrivals.Numbers);
        Assert.Equal("no rule broken", server.Broken.ToString());
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task WhatIsTakenInPartIsCompletedWithoutSendingAnythingTwice()
    {
        await using var server = await CloudTrailLakeServer.StartAsync(faults: new FaultPlan(seed: 7, share: 0.9, hangs: 0, Fault.Partial));
        using var sink = SinkFor(server);
        var batch = LakeEvents.Batch(100);
        var attempts = 0;

        DeliveryResult result;
        do
        {
            result = await sink.DeliverAsync(batch, None);
        }
        while (result.Status == DeliveryStatus.Retry && ++attempts < 50);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.NotEqual(0, attempts);
        Assert.Equal((100, 0, 0), (server.Arrivals.Count, server.Arrivals.Duplicates, server.Arrivals.Conflicts));
    }

    [Fact]
    public async Task AnEventThatIsRefusedGoesAloneToTheDeadLetters()
    {
        await using var server = await CloudTrailLakeServer.StartAsync(new LakeRules { RefusedEventName = "Order3" });
        using var sink = SinkFor(server);

        var result = await sink.DeliverAsync(LakeEvents.Batch(5), None);

        Assert.Equal((DeliveryStatus.Delivered, 4), (result.Status, server.Arrivals.Count));
        Assert.Equal(new RejectedEvent(2, "InvalidData: Order3 is not taken here."), Assert.Single(result.Rejected));
    }

    private static CloudTrailLakeSink SinkFor(CloudTrailLakeServer server, Action<CloudTrailLakeSinkOptions>? configure = null) => LakeEvents.Sink(options =>
    {
        options.ChannelArn = server.Rules.ChannelArn;
        options.Endpoint = server.Endpoint;
        options.Credentials = new BasicAWSCredentials(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);
        configure?.Invoke(options);
    });
}
