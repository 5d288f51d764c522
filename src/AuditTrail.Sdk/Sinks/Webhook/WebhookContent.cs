using System.Net;
using System.Net.Http.Headers;

namespace AuditTrail.Sinks.Webhook;

/// <summary>A part as a request's content; can be sent more than once.</summary>
internal sealed class WebhookContent : HttpContent
{
    private readonly WebhookPart _part;

    public WebhookContent(in WebhookPart part, WebhookFormat format)
    {
        _part = part;
        Headers.ContentType = new MediaTypeHeaderValue(MediaType(format));
    }

    public static string MediaType(WebhookFormat format) => format == WebhookFormat.NdJson ? "application/x-ndjson" : "application/json";

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _part.WriteToAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _part.WriteToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _part.Length;
        return true;
    }
}
