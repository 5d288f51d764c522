using AuditTrail.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>The current request's event.</summary>
public static class AuditHttpContextExtensions
{
    /// <summary>The event that this request becomes, to add resources and parameters to.</summary>
    /// <param name="context">The request's context.</param>
    /// <returns>Null where the request is not recorded: it is skipped, or <c>app.UseAuditTrail()</c> is not in the pipeline.</returns>
    public static HttpAuditEvent? GetAuditEvent(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<AuditRequest>() is { Plan.IsSkipped: false } request ? request.Event : null;
    }
}
