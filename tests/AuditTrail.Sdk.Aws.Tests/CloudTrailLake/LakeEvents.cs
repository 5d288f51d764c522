using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Events;
using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>Batches, sinks and events of these tests.</summary>
internal static class LakeEvents
{
    public const string Channel = "arn:aws:cloudtrail:eu-central-1:123456789012:channel/EXAMPLE8-80b5-40a7-ae65-6e099392355b";
    public const string Account = "123456789012";

    public static readonly Guid Stream = new("0198a3c4-7d1e-7a00-8000-0000000000aa");

    /// <summary>So many orders, <c>Order1</c> first.</summary>
    public static AuditBatch Batch(int events, int bytes = 0, BatchOccasion occasion = BatchOccasion.Events) => AuditBatch.Of(
        Enumerable.Range(1, events).Select(number => AuditEvent.Create("orders.example.com", string.Create(CultureInfo.InvariantCulture, $"Order{number}"), UserIdentity.User("u-1", "alice"))
            .Request("number", number).Request("note", new string('x', bytes)).Build()),
        stream: Stream,
        occasion: occasion);

    public static CloudTrailLakeSink Sink(Action<CloudTrailLakeSinkOptions>? configure = null, TimeProvider? time = null, LakePace? pace = null, ILogger? log = null)
    {
        var options = new CloudTrailLakeSinkOptions { ChannelArn = Channel };
        configure?.Invoke(options);
        Assert.Empty(options.Problems());
        Assert.True(ChannelArn.TryParse(options.ChannelArn, out var channel));
        var clock = time ?? TimeProvider.System;
        return new CloudTrailLakeSink(options, channel, pace ?? new LakePace(clock), clock, new ServiceClock("CloudTrail Lake", clock, log ?? new CollectedLog<ServiceClock>()));
    }

    /// <summary>A sink whose requests are answered by a function.</summary>
    public static CloudTrailLakeSink Sink(Func<PutAuditEventsRequest, PutAuditEventsResponse> answer, TimeProvider? time = null) =>
        Sink(options => options.PutAuditEvents = (request, _) => Task.FromResult(answer(request)), time);

    public static PutAuditEventsResponse Taken(PutAuditEventsRequest request) =>
        new() { Successful = [.. request.AuditEvents.Select(entry => new PutAuditEventsSuccess(entry.Id, "taken"))] };

    /// <summary>What is sent of a record, as it stands in the journal, and read back.</summary>
    public static JsonObject Map(string record, string id = "id-1") => JsonNode.Parse(Write(record, id).EventData)!.AsObject();

    public static PutAuditEventsEntry Write(string record, string id = "id-1") => Write(Encoding.UTF8.GetBytes(record), id);

    public static PutAuditEventsEntry Write(byte[] record, string id = "id-1") =>
        new IntegrationEventWriter(Account).Write(new BatchedEvent(0, 1, 1, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), record), id);
}
