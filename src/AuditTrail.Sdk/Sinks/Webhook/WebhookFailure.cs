using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Says in words why no answer came.</summary>
internal sealed class WebhookFailure(WebhookSinkOptions options, AnswerText text)
{
    private readonly string _where = WebhookUrl.Shown(options.Url);

    /// <param name="exception">What was thrown; not a cancellation that the caller asked for.</param>
    public WebhookAnswer Of(Exception exception)
    {
        if (Inner<AddressRefusedException>(exception) is { } refused)
        {
            return WebhookAnswer.Retry(
                $"{_where} was not called: {text.Of(refused.Message)}. Correct {nameof(options.Url)} or the name's entry, or set {nameof(options.AllowLinkLocal)}. The events are held.", WebhookAnswer.WhenMended);
        }

        var cause = exception switch
        {
            OperationCanceledException or TimeoutException =>
                string.Create(CultureInfo.InvariantCulture, $"did not answer within {options.Timeout.TotalSeconds:0.###} s ({nameof(options.Timeout)})."),
            _ when Inner<AuthenticationException>(exception) is { } tls =>
                $"cannot be trusted: TLS failed. Its certificate is not for this name, has expired or is not trusted by this machine, or it does not speak TLS. {Words(tls)}",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"cannot be found: the name does not resolve. {Words(exception)}",
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => $"cannot be reached through the proxy. {Words(exception)}",
            _ when Inner<SocketException>(exception) is { SocketErrorCode: SocketError.ConnectionRefused } => $"refuses the connection: nothing listens there. {Words(exception)}",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"cannot be connected to. {Words(exception)}",
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { InnerException: IOException or SocketException } or IOException => "cut the connection before its answer was whole; whether it has the events is unknown.",
            _ => $"could not be called. {exception.GetType().Name}: {Words(exception)}",
        };
        return WebhookAnswer.Retry($"{_where} {cause}");
    }

    private string Words(Exception exception) => text.Of(exception.Message);

    private static T? Inner<T>(Exception exception)
        where T : Exception
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            if (one is T found)
            {
                return found;
            }
        }

        return null;
    }
}
