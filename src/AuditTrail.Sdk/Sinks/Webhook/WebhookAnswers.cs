using System.Globalization;
using System.Net;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Says what the statuses of one webhook's receiver mean.</summary>
internal sealed class WebhookAnswers(WebhookSinkOptions options, AnswerText text, TimeProvider time)
{
    private readonly string _where = WebhookUrl.Shown(options.Url);

    private readonly Uri _url = new(options.Url, UriKind.Absolute);

    /// <summary>Reads as much of the answer as its meaning needs.</summary>
    /// <param name="request">What was sent; handlers change it in place.</param>
    /// <param name="response">The answer, which need not be to that.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<WebhookAnswer> ReadAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!IsOurs(request) || !IsOurs(response.RequestMessage ?? request))
        {
            // After a redirect that was followed the events may be nowhere, whatever the status.
            return WebhookAnswer.Retry(
                $"The answer is not to the request that was sent to {_where}: a handler of its client follows redirects, or changes method or URL. Change that handler, or correct {nameof(options.Url)}. The events are held.",
                WebhookAnswer.WhenMended);
        }

        if (response.IsSuccessStatusCode)
        {
            return WebhookAnswer.Delivered;
        }

        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return WebhookAnswer.Retry(
                $"{Answered(response)}{Target(response)}. Redirects are not followed: correct {nameof(options.Url)}. The events are held.", WebhookAnswer.WhenMended);
        }

        var words = await text.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var reason = words.Length == 0 ? Answered(response) + "." : $"{Answered(response)}: {words}";
        if (IsPassing(response.StatusCode))
        {
            return WebhookAnswer.Retry(reason, RetryAfter(response));
        }

        return options.HoldStatuses.Contains(status)
            ? WebhookAnswer.Retry($"{reason} The events are held ({nameof(options.HoldStatuses)}).", RetryAfter(response) ?? WebhookAnswer.WhenMended)
            : new WebhookAnswer(IsAboutTheCaller(response.StatusCode) ? WebhookVerdict.CallerRefused : WebhookVerdict.ContentRefused, reason);
    }

    private bool IsOurs(HttpRequestMessage request) => request.Method == HttpMethod.Post && request.RequestUri == _url;

    private static bool IsPassing(HttpStatusCode status) =>
        (int)status is < 200 or >= 500 || status is HttpStatusCode.RequestTimeout or (HttpStatusCode)425 or HttpStatusCode.TooManyRequests;

    // Whatever another body would hold, the answer would be the same: halving would only ask it many times.
    private static bool IsAboutTheCaller(HttpStatusCode status) => status
        is HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
        or HttpStatusCode.NotAcceptable or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.Gone or HttpStatusCode.LengthRequired
        or HttpStatusCode.RequestUriTooLong or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.ExpectationFailed or HttpStatusCode.MisdirectedRequest
        or HttpStatusCode.UpgradeRequired or HttpStatusCode.PreconditionRequired or HttpStatusCode.RequestHeaderFieldsTooLarge or HttpStatusCode.UnavailableForLegalReasons;

    private string Answered(HttpResponseMessage response) =>
        // The phrase is the status's own, not the server's: that one may hold anything.
        string.Create(CultureInfo.InvariantCulture, $"{_where} answered {(int)response.StatusCode} {new HttpResponseMessage(response.StatusCode).ReasonPhrase}").TrimEnd();

    private static string Target(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } target && target.Host.Length > 0 ? $" and points to {AnswerText.OneLine(WebhookUrl.Shown(target))}" : "";

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter;
        var after = wish?.Delta ?? (wish?.Date - time.GetUtcNow());
        return after > TimeSpan.Zero ? after : null;
    }
}
