using System.Text.Json;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>How a batch becomes requests, and how fast they go.</summary>
public sealed class LakeRequestsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task RequestsHaveAtMostAHundredEventsAndGoInOrder()
    {
        var requests = new List<PutAuditEventsRequest>();
        using var sink = LakeEvents.Sink(request =>
        {
            requests.Add(request);
            return LakeEvents.Taken(request);
        });

        await sink.DeliverAsync(LakeEvents.Batch(250), None);

        Assert.Equal([100, 100, 50], requests.Select(request => request.AuditEvents.Count));
        Assert.Equal(Enumerable.Range(1, 250).Select(number => $"Order{number}"), requests.SelectMany(request => request.AuditEvents).Select(NameOf));
        Assert.All(requests, request => Assert.Equal((LakeEvents.Channel, null), (request.ChannelArn, request.ExternalId)));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('"')]
    [InlineData('\u0001')]
    [InlineData('€')]
    public async Task ARequestsBodyStaysUnderTheLimitWhateverItsEventsHold(char content)
    {
        var bodies = new List<int>();
        using var sink = LakeEvents.Sink(request =>
        {
            bodies.Add(PutAuditEventsJson.Write(request.AuditEvents).Length);
            return LakeEvents.Taken(request);
        });
        var record = $$"""{"eventVersion":"1.11","eventName":"A","requestParameters":{"nested":{"note":{{JsonSerializer.Serialize(new string(content, 16_000))}} } } }""";

        var result = await sink.DeliverAsync(AuditBatch.OfJson(Enumerable.Repeat(record, 100)), None);

        Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, result.Rejected.Count));
        Assert.True(bodies.Count > 1);
        Assert.All(bodies, bytes => Assert.InRange(bytes, 1, LakeRequests.MostBytes));
        // Greedily: no two neighbours would have fitted into one, but for an event.
        Assert.All(bodies.Zip(bodies.Skip(1)), pair => Assert.True(pair.First + pair.Second > LakeRequests.MostBytes));
    }

    [Fact]
    public async Task NothingIsSentPastAnEventThatWaits()
    {
        var sent = 0;
        using var sink = LakeEvents.Sink(request =>
        {
            sent++;
            return new PutAuditEventsResponse { Failed = [new(request.AuditEvents[0].Id, "Throttling", "busy")], Successful = [.. LakeEvents.Taken(request).Successful.Skip(1)] };
        });

        Assert.Equal(DeliveryStatus.Retry, (await sink.DeliverAsync(LakeEvents.Batch(250), None)).Status);
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task WhatIsSentIsWhatTheModelSays()
    {
        await using var server = await RefusingServer.StartAsync(context => context.Response.WriteAsync("{\"successful\":[],\"failed\":[]}"));
        using var sink = LakeEvents.Sink(options =>
        {
            (options.Endpoint, options.ExternalId) = (server.Endpoint, "orders/17");
            options.Credentials = new Amazon.Runtime.BasicAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        });

        await sink.DeliverAsync(LakeEvents.Batch(1), None);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/PutAuditEvents?channelArn=" + Uri.EscapeDataString(LakeEvents.Channel) + "&externalId=orders%2F17", request.Target);
        Assert.Equal(("application/json", "2021-08-11"), (request.Headers["content-type"], request.Headers["x-amz-api-version"]));
        using var body = JsonDocument.Parse(request.Body);
        var entry = Assert.Single(body.RootElement.GetProperty("auditEvents").EnumerateArray());
        Assert.Equal(["id", "eventData", "eventDataChecksum"], entry.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Order1", JsonDocument.Parse(entry.GetProperty("eventData").GetString()!).RootElement.GetProperty("eventName").GetString());
    }

    [Fact]
    public async Task RequestsAreEvenlySpacedAndTheSlowestTrailsPaceIsEverybodys()
    {
        var time = new ManualTimeProvider();
        var paces = new LakePaces();
        Assert.True(ChannelArn.TryParse(LakeEvents.Channel, out var channel));
        Assert.True(ChannelArn.TryParse(LakeEvents.Channel.Replace("eu-central-1", "eu-west-1", StringComparison.Ordinal), out var elsewhere));
        var pace = paces.Of(channel, time);
        pace.Allow(100);
        pace.Allow(10);
        pace.Allow(50);

        var first = pace.WaitAsync(None);
        var second = paces.Of(channel, time).WaitAsync(None);
        var third = pace.WaitAsync(None);
        Assert.Equal((true, false, false), (first.IsCompleted, second.IsCompleted, third.IsCompleted));
        Assert.True(paces.Of(elsewhere, time).WaitAsync(None).IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await third;

        // Who was idle has saved nothing up.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.WaitAsync(None).IsCompleted);
        Assert.False(pace.WaitAsync(None).IsCompleted);
    }

    [Fact]
    public async Task ATurnThatNobodyTakesIsTheNextOnes()
    {
        var time = new ManualTimeProvider();
        var pace = new LakePace(time);
        pace.Allow(1);
        await pace.WaitAsync(None);
        using var cancellation = new CancellationTokenSource();
        var gone = Enumerable.Range(0, 100).Select(_ => pace.WaitAsync(cancellation.Token)).ToList();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(gone));

        var next = pace.WaitAsync(None);
        time.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task ASinkWaitsForItsPace()
    {
        var time = new ManualTimeProvider();
        var sent = 0;
        using var sink = LakeEvents.Sink(
            options =>
            {
                options.MaxRequestsPerSecond = 1;
                options.PutAuditEvents = (request, _) =>
                {
                    sent++;
                    return Task.FromResult(LakeEvents.Taken(request));
                };
            },
            time);

        var delivery = sink.DeliverAsync(LakeEvents.Batch(200), None).AsTask();

        Assert.Equal((1, false), (sent, delivery.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((DeliveryStatus.Delivered, 2), ((await delivery).Status, sent));
    }

    private static string NameOf(PutAuditEventsEntry entry)
    {
        using var data = JsonDocument.Parse(entry.EventData);
        return data.RootElement.GetProperty("eventName").GetString()!;
    }
}
