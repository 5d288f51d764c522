using System.Diagnostics.Metrics;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds audit recorders to an application.</summary>
public static class AuditTrailServiceCollectionExtensions
{
    /// <summary>Adds the application's <see cref="IAuditRecorder"/>, set up by the configuration section <c>AuditTrail</c> and by code, which wins.</summary>
    /// <remarks>
    /// Without any setting events go into <c>audit/events-*.jsonl</c> under the content root. Nothing is opened before the host starts or the first
    /// event is recorded; a wrong setting is then an <see cref="OptionsValidationException"/> that names every one.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the recorder up in code.</param>
    /// <returns>The builder, for more.</returns>
    public static AuditTrailBuilder AddAuditTrail(this IServiceCollection services, Action<AuditTrailBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IAuditRecorder>(static provider => Runtime(provider, string.Empty).Recorder);
        services.TryAddSingleton(static provider => new AuditTrailMaintenance(Runtime(provider, string.Empty)));
        return Add(services, string.Empty, configure);
    }

    /// <summary>Adds a recorder of its own, with its own journal and directory, as a keyed service: <c>[FromKeyedServices("billing")] IAuditRecorder</c>.</summary>
    /// <remarks>Its configuration section is <c>AuditTrail:Recorders:NAME</c>, its default directory <c>audit-NAME</c>.</remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Letters, digits, '.', '-' and '_', at most 64.</param>
    /// <param name="configure">Sets the recorder up in code.</param>
    /// <returns>The builder, for more.</returns>
    public static AuditTrailBuilder AddAuditTrail(this IServiceCollection services, string name, Action<AuditTrailBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.TryAddKeyedSingleton<IAuditRecorder>(name, static (provider, key) => Runtime(provider, NameOf(key)).Recorder);
        services.TryAddKeyedSingleton(name, static (provider, key) => new AuditTrailMaintenance(Runtime(provider, NameOf(key))));
        return Add(services, name, configure);
    }

    /// <summary>Makes every recorder of the application keep its events in memory: its trails give way to the <see cref="InMemoryAuditSink"/> service, its journal to one in memory. For tests.</summary>
    /// <remarks>
    /// May stand before or after the application's own set-up, as in <c>ConfigureTestServices</c>. No directory, lock or network is touched then and no sink of the
    /// application is made. Trails keep their names and selectors; an event that several trails carry is kept once.
    /// </remarks>
    /// <returns>The same services.</returns>
    public static IServiceCollection UseInMemoryAuditTrail(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<InMemoryMode>();
        TryAddInMemorySink(services);
        return services;
    }

    private static AuditTrailBuilder Add(IServiceCollection services, string name, Action<AuditTrailBuilder>? configure)
    {
        if (!IsRegistered(services, name))
        {
            services.AddSingleton(new RecorderRegistration(name));
            services.AddKeyedSingleton(name, static (provider, key) => CreateRuntime(provider, NameOf(key)));
        }

        AddShared(services);
        var builder = new AuditTrailBuilder(services, name);
        CompanionPackages.AddTo(builder);
        configure?.Invoke(builder);
        return builder;
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddOptions();
        TryAddInMemorySink(services);
        WebhookSinks.AddClients(services);
        services.TryAddSingleton<HostFacts>(static provider => new HostFacts(provider.GetService<IHostEnvironment>()));
        services.TryAddSingleton<RecorderSet>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditTrailLifetime>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditTrailOptions>, AuditTrailOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuditTrailOptions>, OptionsFromConfiguration>());
    }

    // Not by its constructor: that would hand it the application's clock, and a wait in a test must not stand still with a fake one.
    private static void TryAddInMemorySink(IServiceCollection services) => services.TryAddSingleton(static _ => new InMemoryAuditSink());

    private static RecorderRuntime CreateRuntime(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AuditTrailOptions>>().Get(name);
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var host = services.GetRequiredService<HostFacts>();
        var setup = new RecorderSetup(name, options, host, services.GetService<InMemoryMode>() is not null, services, loggers, time);
        return new RecorderRuntime(setup, services.GetRequiredService<RecorderSet>(), host, services.GetService<IMeterFactory>(), loggers, time);
    }

    // Only names are registered as keys.
    private static string NameOf(object? key) => key as string ?? string.Empty;

    private static RecorderRuntime Runtime(IServiceProvider services, string name) => services.GetRequiredKeyedService<RecorderRuntime>(name);

    private static bool IsRegistered(IServiceCollection services, string name) =>
        services.Any(service => !service.IsKeyedService && service.ImplementationInstance is RecorderRegistration registration && registration.Name == name);
}
