using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Posts batches to a web address, signed as Standard Webhooks has it.</summary>
/// <remarks>
/// A request that is refused for what it holds is halved until the event that is meant stands alone; the earlier half goes first, so the order stays. What was settled
/// and how far it was halved is kept between attempts.
/// </remarks>
internal sealed class WebhookSink : IAuditSink
{
    // One call may halve; each of its requests has a time-out of its own, and its answer another.
    private const int RequestsPerAttempt = 10;

    private readonly WebhookSinkOptions _options;
    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WebhookRequests _requests;
    private readonly WebhookAnswers _answers;
    private readonly WebhookFailure _failure;
    private readonly PartialDelivery _settled = new();
    private readonly WebhookCuts _cuts = new();
    private HttpClient _client;
    private bool _isRefused;

    /// <param name="options">Without problems; the caller's copy.</param>
    /// <param name="clients">Makes the client of each request.</param>
    /// <param name="time">The clock of signatures and time-outs.</param>
    /// <param name="logger">For what the delivery does not say.</param>
    public WebhookSink(WebhookSinkOptions options, IHttpClientFactory clients, TimeProvider time, ILogger logger)
    {
        _options = options;
        _clients = clients;
        _time = time;
        _logger = logger;
        var text = new AnswerText(options, time);
        _requests = new WebhookRequests(options, time);
        _answers = new WebhookAnswers(options, text, time);
        _failure = new WebhookFailure(options, text);
        _client = NewClient();
        Limits = new SinkLimits
        {
            MaxEvents = options.MaxEvents,
            // A separator an event; an array has one less, and two brackets.
            OverheadPerEvent = 1,
            MaxBytes = options.Format == WebhookFormat.JsonArray ? options.MaxBytes - 1 : options.MaxBytes,
            Linger = options.Linger,
            AttemptTimeout = (options.Timeout + AnswerText.Longest) * RequestsPerAttempt,
        };
    }

    public SinkLimits Limits { get; }

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return DeliveryResult.Delivered();
        }

        _settled.Begin(batch);
        var body = WebhookBody.Read(batch, _settled, _options.Format);
        var open = _cuts.Begin(batch, body.Numbers);
        while (open.TryPop(out var range))
        {
            var part = body.Part(range.First, range.Count);
            var answer = await SendAsync(batch, part, cancellationToken).ConfigureAwait(false);
            if (answer.Verdict == WebhookVerdict.Retry)
            {
                return DeliveryResult.Retry(answer.Reason, answer.After);
            }

            if (answer.Verdict == WebhookVerdict.ContentRefused && range.Count > 1)
            {
                var half = range.Count / 2;
                // At once: the attempt may be cancelled.
                _cuts.Add(part.Numbers.Span[half]);
                open.Push((range.First + half, range.Count - half));
                open.Push((range.First, half));
                continue;
            }

            Settle(batch, part, answer);
        }

        _cuts.Clear();
        return _settled.Finish(batch);
    }

    private void Settle(AuditBatch batch, in WebhookPart part, in WebhookAnswer answer)
    {
        foreach (var number in part.Numbers.Span)
        {
            if (answer.Verdict == WebhookVerdict.Delivered)
            {
                _settled.Delivered(number);
            }
            else
            {
                _settled.Rejected(number, answer.Reason);
            }
        }

        if (answer.Verdict == WebhookVerdict.CallerRefused && !_isRefused)
        {
            WebhookLog.CallerRefused(_logger, batch.Trail, answer.Reason);
        }

        _isRefused = answer.Verdict == WebhookVerdict.CallerRefused;
    }

    private async Task<WebhookAnswer> SendAsync(AuditBatch batch, WebhookPart part, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var request = await _requests.WriteAsync(batch, part, either.Token).ConfigureAwait(false);
            // The headers decide: an answer that never ends holds nothing up.
            using var response = await CurrentClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await _answers.ReadAsync(request, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The network, the platform or a handler of the application's: whatever it is, the events stay and come again.
            return _failure.Of(exception);
        }
    }

    // A new one for each request: the factory changes its handlers from time to time. A factory's client needs no disposal.
    private HttpClient CurrentClient()
    {
        try
        {
            _client = NewClient();
        }
        catch (ObjectDisposedException)
        {
            // A program without a host disposes its services while the last events are on their way: the handler at hand still works.
        }

        return _client;
    }

    private HttpClient NewClient()
    {
        var client = _clients.CreateClient(_options.AllowLinkLocal ? WebhookSinkOptions.LinkLocalHttpClientName : WebhookSinkOptions.HttpClientName);
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }
}
