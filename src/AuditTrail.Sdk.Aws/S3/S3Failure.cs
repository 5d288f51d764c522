using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;
using AuditTrail.Archive;

namespace AuditTrail.Aws;

/// <summary>Says in words what the SDK threw, what mends it, and when to try again.</summary>
internal sealed class S3Failure(S3LogFileStoreOptions options)
{
    // What a person has to mend is not mended by asking every second.
    private static readonly TimeSpan WhenMended = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhenCredentialsAreThere = TimeSpan.FromMinutes(1);

    private readonly S3Cures _cures = new(options);

    /// <param name="exception">What was thrown; not a cancellation that the caller asked for.</param>
    /// <param name="act">What was tried.</param>
    /// <param name="key">The object's key, or a listing's prefix.</param>
    public LogFileStoreException Of(Exception exception, S3Act act, string key)
    {
        var (cure, retryAfter) = exception switch
        {
            AmazonServiceException answer when IsPassing(answer) => ("It is tried again.", FailureWords.RetryAfterOf(answer)),
            AmazonS3Exception answer => (_cures.Of(answer, act), WhenMended),
            // Credentials are asked of other services: STS, SSO, a container's agent.
            AmazonServiceException => (FailureWords.RefusedCredentials, WhenCredentialsAreThere),
            AmazonClientException or ArgumentException when FailureWords.IsAboutCredentials(exception) => (FailureWords.NoCredentials, WhenCredentialsAreThere),
            HttpRequestException { InnerException: AuthenticationException } => (FailureWords.NoTrust, WhenMended),
            TaskCanceledException or TimeoutException => (string.Create(CultureInfo.InvariantCulture, $"There was no answer in {options.Timeout.TotalSeconds:0.###} s ({nameof(options.Timeout)})."), null),
            _ => ("", (TimeSpan?)null),
        };
        return new LogFileStoreException($"Cannot {Sentence(act, key)}{(cure.Length == 0 ? "" : " " + cure)} ({FailureWords.Of(exception)})", exception) { RetryAfter = retryAfter };
    }

    private string Sentence(S3Act act, string key)
    {
        var bucket = options.Endpoint is null ? $"s3://{options.Bucket}" : $"s3://{options.Bucket} at {options.Endpoint}";
        return act switch
        {
            S3Act.Put => $"put '{key}' into {bucket}.",
            S3Act.LookFor => $"look for '{key}' in {bucket}.",
            S3Act.Open => $"read '{key}' in {bucket}.",
            _ => $"list '{key}' in {bucket}.",
        };
    }

    private static bool IsPassing(AmazonServiceException answer) =>
        (int)answer.StatusCode >= 500 && answer.StatusCode != HttpStatusCode.NotImplemented
        || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || answer.ErrorCode is "SlowDown" or "RequestTimeout" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "BandwidthLimitExceeded"
            or "KMS.ThrottlingException" or "OperationAborted" or "ConditionalRequestConflict";
}
