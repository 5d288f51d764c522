using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>Puts <see cref="ObservedAuthenticationService"/> around the application's authentication service.</summary>
internal sealed class AuthenticationDecoration
{
    private readonly Func<IServiceProvider, IAuthenticationService?> _inner;

    private AuthenticationDecoration(Func<IServiceProvider, IAuthenticationService?> inner) => _inner = inner;

    /// <summary>Before or after the application adds authentication: the framework's own set-up adds its service only where there is none.</summary>
    public static void Apply(IServiceCollection services)
    {
        var present = services.LastOrDefault(IsAuthenticationService);
        if (present?.ImplementationFactory?.Target is AuthenticationDecoration)
        {
            return;
        }

        if (present is null)
        {
            var framework = Framework();
            Add(services, new AuthenticationDecoration(Creation(framework)), framework.Lifetime);
            return;
        }

        // Under a key, so that the container makes and disposes it as before.
        var key = new object();
        services.Remove(present);
        services.Add(WithKey(present, key));
        Add(services, new AuthenticationDecoration(provider => provider.GetRequiredKeyedService<IAuthenticationService>(key)), present.Lifetime);
    }

    private static void Add(IServiceCollection services, AuthenticationDecoration decoration, ServiceLifetime lifetime) =>
        services.Add(new ServiceDescriptor(typeof(IAuthenticationService), decoration.Create, lifetime));

    private static ServiceDescriptor WithKey(ServiceDescriptor service, object key) => service switch
    {
        { ImplementationInstance: { } instance } => new(service.ServiceType, key, instance),
        { ImplementationFactory: { } factory } => new(service.ServiceType, key, (provider, _) => factory(provider), service.Lifetime),
        { ImplementationType: { } type } => new(service.ServiceType, key, type, service.Lifetime),
        _ => throw new InvalidOperationException("The application's IAuthenticationService has no implementation."),
    };

    /// <summary>As the framework would have registered it: its type is not public, and counts for its metrics.</summary>
    private static ServiceDescriptor Framework()
    {
        var scratch = new ServiceCollection();
        scratch.AddAuthenticationCore();
        return scratch.Last(IsAuthenticationService);
    }

    private static bool IsAuthenticationService(ServiceDescriptor service) => service.ServiceType == typeof(IAuthenticationService) && !service.IsKeyedService;

    private static Func<IServiceProvider, IAuthenticationService?> Creation(ServiceDescriptor framework)
    {
        var create = ActivatorUtilities.CreateFactory(framework.ImplementationType ?? throw new InvalidOperationException("The framework's IAuthenticationService has no type."), []);
        return services => services.GetService<IAuthenticationSchemeProvider>() is null ? null : (IAuthenticationService)create(services, []);
    }

    /// <returns>Null where the application has not added authentication at all: the framework's own message then says what is missing.</returns>
    private ObservedAuthenticationService Create(IServiceProvider services) => _inner(services) is { } inner ? new ObservedAuthenticationService(inner) : null!;
}
