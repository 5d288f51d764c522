using System.Net;
using System.Net.Http.Headers;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.Examples;

/// <summary>Posts each batch as JSON lines to a web address.</summary>
public sealed class WebhookSink(HttpClient client, Uri address) : IAuditSink
{
    public SinkLimits Limits { get; } = new() { MaxEvents = 500, MaxBytes = 1 << 20, Linger = TimeSpan.FromSeconds(1) };

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return DeliveryResult.Delivered(); // called by the clock or at a clean stop: nothing is buffered here
        }

        using var body = new MemoryStream();
        foreach (var item in batch)
        {
            body.Write(item.Utf8Json.Span);
            body.WriteByte((byte)'\n');
        }

        body.Position = 0;
        using var content = new StreamContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await client.PostAsync(address, content, cancellationToken).ConfigureAwait(false);

        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => DeliveryResult.Delivered(),

            // Refused for ever. Only the receiver knows which event it means, unless there is only one.
            HttpStatusCode.UnprocessableEntity when batch.Count == 1 => DeliveryResult.Reject([new RejectedEvent(0, "The receiver answered 422.")]),

            // Everything else may pass: the same events come again.
            var status => DeliveryResult.Retry($"The receiver answered {(int)status}.", response.Headers.RetryAfter?.Delta),
        };
    }
}
