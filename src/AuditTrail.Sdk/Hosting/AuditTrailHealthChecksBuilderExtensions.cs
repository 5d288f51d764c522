using AuditTrail.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of audit recorders.</summary>
public static class AuditTrailHealthChecksBuilderExtensions
{
    /// <summary>Adds a check for each recorder: <c>audittrail</c> for the default one, <c>audittrail-NAME</c> for a named one; all have the tag <c>audittrail</c>.</summary>
    /// <remarks>Unhealthy while nothing can be recorded and for five minutes after an event was late or lost; degraded while a trail fails, a removed trail holds events or the journal is more than half full. Takes no I/O.</remarks>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddAuditTrail(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, HealthRegistrations>());
        return builder;
    }
}
