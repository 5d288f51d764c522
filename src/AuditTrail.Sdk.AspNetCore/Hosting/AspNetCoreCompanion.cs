using AuditTrail.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>What this package adds to an application's services. <c>AddAuditTrail</c> finds it by its name, and <c>AddAuditTrailHttp</c> calls it.</summary>
internal static class AspNetCoreCompanion
{
    /// <summary>May be called several times, and before or after the framework's own set-up.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton<PipelineMark>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, RequiredEndpointPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequiredEndpointCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ArgumentCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<MvcOptions>, ActionCapture>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<RazorPagesOptions>, PageCapture>());
        AddConfiguration(services);
        AuthenticationDecoration.Apply(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, CookieRenewal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IPostConfigureOptions<>), typeof(RemoteSignIn<>)));
        AddHubFilter(services);
    }

    private static void AddHubFilter(IServiceCollection services)
    {
        if (services.Any(service => !service.IsKeyedService && service.ImplementationType == typeof(HubFilterSetup)))
        {
            return;
        }

        services.TryAddSingleton<AuditHubFilter>();
        // First of all: what another filter refuses has to be seen.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, HubFilterSetup>());
    }

    private static void AddConfiguration(IServiceCollection services)
    {
        if (services.Any(service => !service.IsKeyedService && ReferenceEquals(service.ImplementationInstance, HttpOptionsFromConfiguration.Section)))
        {
            return;
        }

        services.AddSingleton<PackageSection>(HttpOptionsFromConfiguration.Section);
        // First of all: code wins, also where it stands before this.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<AuditHttpOptions>, HttpOptionsFromConfiguration>());
    }
}
