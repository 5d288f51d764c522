using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Hardens the primary handler of the webhooks' clients, whatever the application made of it: no redirects, no cookies, no unseen addresses, no path in traces.</summary>
/// <remarks>After all of the application's own set-up, wherever that stands: a handler that it chose is kept, and changed in place.</remarks>
internal sealed class GuardedClients(GuardedConnection connection, IServiceProvider services) : IPostConfigureOptions<HttpClientFactoryOptions>
{
    // Names move; a connection that lives for ever would not notice.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    public void PostConfigure(string? name, HttpClientFactoryOptions options)
    {
        if (name is WebhookSinkOptions.HttpClientName or WebhookSinkOptions.LinkLocalHttpClientName)
        {
            options.HttpMessageHandlerBuilderActions.Add(builder => Harden(builder.PrimaryHandler, name));
        }
    }

    private void Harden(HttpMessageHandler handler, string name)
    {
        try
        {
            switch (Innermost(handler))
            {
                case SocketsHttpHandler sockets:
                    Harden(sockets, name);
                    break;
                case HttpClientHandler client:
                    Harden(client);
                    Warn(name);
                    break;
                default:
                    Warn(name);
                    break;
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"The primary handler of the client '{name}' was used before, by another client, and cannot be guarded any more: give each client a handler of its own.", exception);
        }
    }

    // A primary handler may be a chain of the application's own.
    private static HttpMessageHandler? Innermost(HttpMessageHandler handler)
    {
        var one = handler;
        while (one is DelegatingHandler around)
        {
            one = around.InnerHandler;
        }

        return one;
    }

    private static void Harden(HttpClientHandler client)
    {
        // As below: only what has to change.
        if (client.AllowAutoRedirect)
        {
            client.AllowAutoRedirect = false;
        }

        if (client.UseCookies)
        {
            client.UseCookies = false;
        }
    }

    private void Harden(SocketsHttpHandler sockets, string name)
    {
        // A handler that was hardened before comes again when the application hands out one for ever; setting anything would throw then.
        if (sockets.AllowAutoRedirect)
        {
            sockets.AllowAutoRedirect = false;
        }

        if (sockets.UseCookies)
        {
            sockets.UseCookies = false;
        }

        if (sockets.PooledConnectionLifetime == Timeout.InfiniteTimeSpan)
        {
            sockets.PooledConnectionLifetime = ConnectionLifetime;
        }

        // The platform's activities show the path, which may be a secret. A propagator that the application chose is its own wish.
        if (sockets.ActivityHeadersPropagator is { } propagator && ReferenceEquals(propagator, DistributedContextPropagator.Current))
        {
            sockets.ActivityHeadersPropagator = null;
        }

        if (name == WebhookSinkOptions.LinkLocalHttpClientName)
        {
            return;
        }

        if (sockets.ConnectCallback is null)
        {
            sockets.ConnectCallback = connection.ConnectAsync;
        }
        else if (sockets.ConnectCallback.Target is not GuardedConnection)
        {
            Warn(name);
        }
    }

    private void Warn(string name)
    {
        // Once: the factory makes new handlers every two minutes.
        if (_warned.TryAdd(name, true))
        {
            // Asked for only now: every client of the application comes through here, also that of a logger's which is being made.
            WebhookLog.NotGuarded(services.GetRequiredService<ILogger<GuardedClients>>(), name);
        }
    }
}
