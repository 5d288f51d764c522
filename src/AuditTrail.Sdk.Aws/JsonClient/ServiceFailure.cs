using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>A request that failed.</summary>
/// <param name="Class">What has to happen.</param>
/// <param name="Message">What was tried, what mends it, and the service's own words; one line without secrets.</param>
/// <param name="RetryAfter">When to try again; null for the back-off's own time.</param>
internal sealed record ServiceFailure(FailureClass Class, string Message, TimeSpan? RetryAfter)
{
    public DeliveryResult ToRetry() => DeliveryResult.Retry(Message, RetryAfter);
}
