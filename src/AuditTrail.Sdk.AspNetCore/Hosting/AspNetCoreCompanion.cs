using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>What this package adds to an application's services. <c>AddAuditTrail</c> finds it by its name, and <c>AddAuditTrailHttp</c> calls it.</summary>
internal static class AspNetCoreCompanion
{
    /// <summary>May be called several times, and before or after the framework's own set-up.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddOptions();
    }
}
