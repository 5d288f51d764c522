namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>A handler of the application's that a receiver sees.</summary>
internal sealed class MarkingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("X-Mark", "yes");
        return base.SendAsync(request, cancellationToken);
    }
}
