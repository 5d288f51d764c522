namespace AuditTrail.Sinks.Webhook;

/// <summary>A receiver's answer, or what came instead of one.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Reason">It in words, without secrets; empty when delivered.</param>
/// <param name="After">When to try again, or null for the back-off's own time.</param>
internal readonly record struct WebhookAnswer(WebhookVerdict Verdict, string Reason, TimeSpan? After = null)
{
    /// <summary>What a person has to mend is not mended by asking every second.</summary>
    public static readonly TimeSpan WhenMended = TimeSpan.FromMinutes(5);

    public static WebhookAnswer Delivered => new(WebhookVerdict.Delivered, "");

    public static WebhookAnswer Retry(string reason, TimeSpan? after = null) => new(WebhookVerdict.Retry, reason, after);
}
