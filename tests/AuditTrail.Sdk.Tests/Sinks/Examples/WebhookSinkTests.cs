using System.Net;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Sinks.Examples;

public sealed class WebhookSinkTests
{
    private static readonly Uri Address = new("https://siem.example.com/audit");

    [Fact]
    public async Task TheExampleOfTheGuidePostsOneLineAnEvent()
    {
        using var receiver = new AnsweringReceiver(HttpStatusCode.OK);
        using var client = new HttpClient(receiver);
        var batch = AuditBatch.Of(
            [AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("u-17")).Request("amount", 12.50m).Build()],
            trail: "security",
            firstSequence: 41);

        var result = await new WebhookSink(client, Address).DeliverAsync(batch, CancellationToken.None);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        var line = Assert.Single(receiver.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("RefundOrder", AuditEvent.Parse(line).EventName);
        Assert.Contains("\"sequence\":41", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.UnprocessableEntity, 1, DeliveryStatus.Delivered, 1)]
    [InlineData(HttpStatusCode.UnprocessableEntity, 2, DeliveryStatus.Retry, 0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1, DeliveryStatus.Retry, 0)]
    public async Task TheExampleOfTheGuideRejectsOnlyWhatCanNeverSucceed(HttpStatusCode answer, int events, DeliveryStatus status, int rejected)
    {
        using var receiver = new AnsweringReceiver(answer);
        using var client = new HttpClient(receiver);

        var result = await new WebhookSink(client, Address).DeliverAsync(TrailTape.Of(events).Batch(0, events), CancellationToken.None);

        Assert.Equal(status, result.Status);
        Assert.Equal(rejected, result.Rejected.Count);
    }

    [Fact]
    public void TheGuideShowsTheExampleThatCompiles()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "writing-a-sink.md"));
        var example = File.ReadAllText(Path.Combine(Repository.Root, "tests", "AuditTrail.Sdk.Tests", "Sinks", "Examples", "WebhookSink.cs"));

        Assert.Contains(example.Replace("namespace AuditTrail.Tests.Sinks.Examples;\n\n", "", StringComparison.Ordinal), guide, StringComparison.Ordinal);
    }

    private sealed class AnsweringReceiver(HttpStatusCode answer) : HttpMessageHandler
    {
        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(answer);
        }
    }
}
