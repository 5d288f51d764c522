using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>Puts <see cref="ObservedAuthenticationService"/> around the application's authentication service.</summary>
internal sealed class AuthenticationDecoration
{
    private readonly Func<IServiceProvider, IAuthenticationService> _inner;

    private AuthenticationDecoration(ServiceDescriptor inner) => _inner = Creation(inner);

    /// <summary>Before or after the application adds authentication: the framework's own set-up adds its service only where there is none.</summary>
    public static void Apply(IServiceCollection services)
    {
        var present = services.LastOrDefault(IsAuthenticationService);
        if (present?.ImplementationFactory?.Target is AuthenticationDecoration)
        {
            return;
        }

        if (present is not null)
        {
            services.Remove(present);
        }

        var inner = present ?? Framework();
        services.Add(new ServiceDescriptor(typeof(IAuthenticationService), new AuthenticationDecoration(inner).Create, inner.Lifetime));
    }

    /// <summary>As the framework would have registered it: its type is not public, and counts for its metrics.</summary>
    private static ServiceDescriptor Framework()
    {
        var scratch = new ServiceCollection();
        scratch.AddAuthenticationCore();
        return scratch.Last(IsAuthenticationService);
    }

    private static bool IsAuthenticationService(ServiceDescriptor service) => service.ServiceType == typeof(IAuthenticationService) && !service.IsKeyedService;

    private static Func<IServiceProvider, IAuthenticationService> Creation(ServiceDescriptor inner)
    {
        if (inner.ImplementationInstance is IAuthenticationService instance)
        {
            return _ => instance;
        }

        if (inner.ImplementationFactory is { } factory)
        {
            return services => (IAuthenticationService)factory(services);
        }

        var create = ActivatorUtilities.CreateFactory(inner.ImplementationType ?? throw new InvalidOperationException("The application's IAuthenticationService has no implementation."), []);
        return services => (IAuthenticationService)create(services, []);
    }

    /// <returns>Null where the application has not added authentication at all: the framework's own message then says what is missing.</returns>
    private ObservedAuthenticationService Create(IServiceProvider services) =>
        services.GetService<IAuthenticationSchemeProvider>() is null ? null! : new ObservedAuthenticationService(_inner(services));
}
