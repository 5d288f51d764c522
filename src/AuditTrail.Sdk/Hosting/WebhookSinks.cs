using System.Globalization;
using AuditTrail.Diagnostics;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace AuditTrail.Hosting;

/// <summary>Webhooks, by code and by configuration, and the HTTP clients that they use.</summary>
internal static class WebhookSinks
{
    /// <summary>Registers the clients; handlers are made with the first sink.</summary>
    public static void AddClients(IServiceCollection services)
    {
        // Their log messages show the URL's path, which may be a secret.
        services.AddHttpClient(WebhookSinkOptions.HttpClientName).RemoveAllLoggers();
        services.AddHttpClient(WebhookSinkOptions.LinkLocalHttpClientName).RemoveAllLoggers();
        services.TryAddSingleton(static _ => new GuardedConnection());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HttpClientFactoryOptions>, GuardedClients>());
    }

    public static IAuditSink Create(WebhookSinkOptions options, SinkContext context)
    {
        var logger = new UnfailingLogger(context.Loggers.CreateLogger(typeof(WebhookSink).FullName ?? BuiltInSinks.Webhook));
        return new WebhookSink(options.Copy(), context.Services.GetRequiredService<IHttpClientFactory>(), context.Time, logger);
    }

    public static WebhookSinkOptions Read(OptionsSection section)
    {
        var options = new WebhookSinkOptions();
        options.Url = section.Text(nameof(options.Url)) ?? options.Url;
        options.Secret = section.Text(nameof(options.Secret));
        options.EarlierSecrets = section.Texts(nameof(options.EarlierSecrets));
        options.Unsigned = section.Flag(nameof(options.Unsigned));
        options.Format = section.Choice(nameof(options.Format), options.Format);
        options.Gzip = section.Flag(nameof(options.Gzip));
        options.MaxEvents = section.Number(nameof(options.MaxEvents), options.MaxEvents);
        options.MaxBytes = section.Bytes(nameof(options.MaxBytes), options.MaxBytes);
        options.Linger = section.Time(nameof(options.Linger), options.Linger);
        options.Timeout = section.Time(nameof(options.Timeout), options.Timeout);
        options.HoldStatuses = Statuses(section, nameof(options.HoldStatuses));
        options.AllowHttp = section.Flag(nameof(options.AllowHttp));
        options.AllowLinkLocal = section.Flag(nameof(options.AllowLinkLocal));
        var headers = section.Section(nameof(options.Headers));
        foreach (var name in headers.Names())
        {
            options.Headers[name] = headers.Text(name) ?? "";
        }

        foreach (var problem in options.Problems())
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return options;
    }

    private static List<int> Statuses(OptionsSection section, string key)
    {
        var statuses = new List<int>();
        foreach (var text in section.Texts(key))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            {
                statuses.Add(status);
            }
            else
            {
                section.Problem($"{section.Path}:{key} has '{AnswerText.OneLine(text)}'; expected statuses from 400 to 499.");
            }
        }

        return statuses;
    }
}
