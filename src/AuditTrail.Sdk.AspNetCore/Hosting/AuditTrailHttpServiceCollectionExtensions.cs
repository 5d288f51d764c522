using AuditTrail.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up how requests are recorded.</summary>
public static class AuditTrailHttpServiceCollectionExtensions
{
    /// <summary>Changes how requests are recorded; without this call everything is as by default.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options. Several calls add up.</param>
    public static IServiceCollection AddAuditTrailHttp(this IServiceCollection services, Action<AuditHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        AspNetCoreCompanion.AddServices(services);
        return services.Configure(configure);
    }
}
