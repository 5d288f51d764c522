using AuditTrail.Hosting;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>Webhooks that post through the clients that an application gets.</summary>
internal static class WebhookClients
{
    /// <summary>What AddAuditTrail registers, with the given guard and whatever the application adds before or after.</summary>
    public static ServiceProvider Services(GuardedConnection? guard = null, Action<IServiceCollection>? more = null, bool before = false)
    {
        var services = new ServiceCollection();
        if (guard is not null)
        {
            services.AddSingleton(guard);
        }

        if (before)
        {
            more?.Invoke(services);
        }

        services.AddAuditTrail();
        if (!before)
        {
            more?.Invoke(services);
        }

        return services.BuildServiceProvider();
    }

    public static IAuditSink Sink(IServiceProvider services, string url, Action<WebhookSinkOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new WebhookSinkOptions { Url = url, Secret = WebhookRig.Secret, AllowHttp = true };
        configure?.Invoke(options);
        return WebhookSinks.Create(options, new SinkContext
        {
            Recorder = "", Trail = "security", AccountId = "000000000000", Region = "local", Directory = Path.GetTempPath(),
            Time = time ?? TimeProvider.System, Loggers = services.GetRequiredService<ILoggerFactory>(), Services = services,
        });
    }

    public static async Task<DeliveryResult> DeliverAsync(IServiceProvider services, string url, Action<WebhookSinkOptions>? configure = null) =>
        await Sink(services, url, configure).DeliverAsync(TrailTape.Of(2).Batch(0, 2), CancellationToken.None);
}
