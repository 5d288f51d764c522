using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace AuditTrail.Aws;

/// <summary>Says in words what the SDK threw, what mends it, and when to try again; what only one service answers is its own to add.</summary>
/// <remarks>Source of the codes: the common errors of AWS's query and JSON protocols, in the API reference of each service.</remarks>
/// <param name="options">The options that a cure names.</param>
/// <param name="region">The region that requests are signed for.</param>
/// <param name="service">What answers, as it is called in a sentence.</param>
/// <param name="permissions">What the credentials need, for an act.</param>
/// <param name="time">The clock that the service's is compared with.</param>
internal sealed class ServiceFailures(AwsServiceOptions options, string region, string service, Func<string, string> permissions, TimeProvider time)
{
    // What a person has to mend is not mended by asking every second.
    private static readonly TimeSpan WhenMended = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhenCredentialsAreThere = TimeSpan.FromMinutes(1);

    /// <param name="exception">What was thrown; not a cancellation that the caller asked for.</param>
    /// <param name="act">The operation that was tried.</param>
    /// <param name="own">The service's own codes: what mends it, or null for a code that is not its own.</param>
    public ServiceFailure Of(Exception exception, string act, Func<AmazonServiceException, string?>? own = null)
    {
        var (kind, cure, retryAfter) = exception switch
        {
            AmazonServiceException answer when IsPassing(answer) => (FailureClass.Retry, "It is tried again.", FailureWords.RetryAfterOf(answer)),
            AmazonServiceException when IsOfCredentials(exception) => (FailureClass.Configuration, FailureWords.RefusedCredentials, WhenCredentialsAreThere),
            AmazonClientException { InnerException: { } inner } when IsOfCredentials(inner) => (FailureClass.Configuration, $"{FailureWords.RefusedCredentials} {FailureWords.Of(inner)}", WhenCredentialsAreThere),
            AmazonServiceException answer when own?.Invoke(answer) is { } words => (FailureClass.Configuration, words, WhenMended),
            AmazonServiceException answer when answer.ErrorCode is { Length: > 0 } || IsRefusal(answer) => (FailureClass.Configuration, CureOf(answer, act), WhenMended),
            AmazonClientException or ArgumentException when FailureWords.IsAboutCredentials(exception) => (FailureClass.Configuration, FailureWords.NoCredentials, WhenCredentialsAreThere),
            HttpRequestException { InnerException: AuthenticationException } => (FailureClass.Configuration, FailureWords.NoTrust, WhenMended),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => (FailureClass.Retry, NoHost, null),
            TaskCanceledException or TimeoutException => (FailureClass.Retry, string.Create(CultureInfo.InvariantCulture, $"There was no answer in {options.Timeout.TotalSeconds:0.###} s ({nameof(options.Timeout)})."), null),
            _ => (FailureClass.Retry, "", (TimeSpan?)null),
        };
        return new ServiceFailure(kind, $"{act} failed.{(cure.Length == 0 ? "" : " " + cure)} ({FailureWords.Of(exception)})", retryAfter);
    }

    /// <summary>Whether another service refused, which the SDK's chain asked for credentials: its codes mean other things.</summary>
    public static bool IsOfCredentials(Exception exception) => exception is AmazonSecurityTokenServiceException or AmazonSSOException or AmazonSSOOIDCException;

    private string NoHost =>
        $"The host is not known: the network's name service is down, or {(options.Endpoint is null ? $"there is no {service} in '{region}'" : $"{nameof(options.Endpoint)} is wrong")}.";

    private static bool IsPassing(AmazonServiceException answer) =>
        (int)answer.StatusCode >= 500
        || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || answer.ErrorCode is "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestThrottled" or "RequestThrottledException" or "TooManyRequestsException" or "RequestLimitExceeded"
            or "ServiceUnavailable" or "ServiceUnavailableException" or "InternalFailure" or "InternalServerError" or "RequestTimeout" or "RequestTimeoutException" or "TransactionInProgressException";

    private static bool IsRefusal(AmazonServiceException answer) => (int)answer.StatusCode is >= 300 and < 500;

    private string CureOf(AmazonServiceException answer, string act) => answer.ErrorCode switch
    {
        _ when IsAboutTime(answer) => ClockSkew(answer),
        "UnrecognizedClientException" or "InvalidClientTokenId" => "The service does not know this access key: it was deleted or deactivated, belongs to another partition, or its session token is missing or wrong. Set the credentials of one that is active.",
        "ExpiredToken" or "ExpiredTokenException" => "The session token is no longer valid: renew the credentials, or use a role, which renews its own.",
        "InvalidSignatureException" or "SignatureDoesNotMatch" => $"The signature is refused: the secret access key is not this access key's (set both anew, whole and without blanks), or the request was signed for '{region}' and another region was asked, or a proxy rewrites requests.",
        "IncompleteSignature" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" => "The request arrived without its signature: a proxy takes headers away, or the server is not AWS's.",
        "OptInRequired" or "SubscriptionRequiredException" => $"The account is not signed up for {service} in '{region}'.",
        "AccessDeniedException" or "AccessDenied" or "UnauthorizedOperation" or "NotAuthorized" => $"Access is denied: these credentials need {permissions(act)}, allowed and denied by no policy (boundary, service control policy or endpoint policy).",
        _ when answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => $"Access is denied: these credentials need {permissions(act)}.",
        _ when (int)answer.StatusCode is >= 300 and < 400 => $"The server redirects, which the service never does: look at {nameof(options.Endpoint)} and at proxies.",
        _ => $"{service} refuses it.",
    };

    // "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)", and "Signature not yet current".
    private static bool IsAboutTime(AmazonServiceException answer) =>
        answer.ErrorCode is "RequestTimeTooSkewed" or "RequestExpired"
        || answer.Message.StartsWith("Signature expired", StringComparison.Ordinal) || answer.Message.StartsWith("Signature not yet current", StringComparison.Ordinal);

    private string ClockSkew(AmazonServiceException answer)
    {
        var difference = FailureWords.TimeOf(answer) is { } theirs
            ? string.Create(CultureInfo.InvariantCulture, $" by {Math.Abs((time.GetUtcNow() - theirs).TotalMinutes):0} minutes ({(time.GetUtcNow() > theirs ? "ahead" : "behind")})")
            : "";
        return $"Clock skew: this machine's clock differs from the service's{difference}, which allows 5 minutes. Set the clock (NTP); events recorded meanwhile have wrong times.";
    }
}
