using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Writes the requests of one webhook.</summary>
internal sealed class WebhookRequests
{
    private readonly WebhookSinkOptions _options;
    private readonly Uri _url;
    private readonly WebhookSecret[] _secrets;
    private readonly TimeProvider _time;

    public WebhookRequests(WebhookSinkOptions options, TimeProvider time)
    {
        _options = options;
        _url = new Uri(options.Url, UriKind.Absolute);
        _secrets = [.. Secrets(options)];
        _time = time;
    }

    /// <summary>One attempt's request: time and signature are this moment's, the id is the content's.</summary>
    public async Task<HttpRequestMessage> WriteAsync(AuditBatch batch, WebhookPart part, CancellationToken cancellationToken)
    {
        var id = WebhookId.Of(batch, part, _options.Format);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = await ContentAsync(part, cancellationToken).ConfigureAwait(false) };
        foreach (var (name, value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Idempotency-Key", id);
        if (_secrets.Length > 0)
        {
            request.Headers.Add("webhook-signature", string.Join(' ', _secrets.Select(secret => secret.Sign(id, timestamp, part))));
        }

        if (!_options.Headers.ContainsKey("User-Agent"))
        {
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AuditTrail.Sdk", typeof(WebhookRequests).Assembly.GetName().Version?.ToString(3)));
        }

        return request;
    }

    private static IEnumerable<WebhookSecret> Secrets(WebhookSinkOptions options)
    {
        foreach (var text in new[] { options.Secret }.Concat(options.EarlierSecrets))
        {
            if (WebhookSecret.TryParse(text, out var secret) && secret is not null)
            {
                yield return secret;
            }
        }
    }

    private async Task<HttpContent> ContentAsync(WebhookPart part, CancellationToken cancellationToken)
    {
        if (!_options.Gzip)
        {
            return new WebhookContent(part, _options.Format);
        }

        // Compressed before it is sent: its length is then known, which some receivers ask for.
        var compressed = new MemoryStream();
        var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await part.WriteToAsync(gzip, cancellationToken).ConfigureAwait(false);
        }

        var content = new ByteArrayContent(compressed.GetBuffer(), 0, (int)compressed.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue(WebhookContent.MediaType(_options.Format));
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
