using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Hardens the primary handler of the webhooks' clients, whatever the application made of it: no redirects, no cookies, no unseen addresses.</summary>
/// <remarks>After all of the application's own set-up, wherever that stands: a handler that it chose is kept, and changed in place.</remarks>
internal sealed class GuardedClients(GuardedConnection connection, ILogger<GuardedClients> logger) : IPostConfigureOptions<HttpClientFactoryOptions>
{
    // Names move; a connection that lives for ever would not notice.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

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
            switch (handler)
            {
                case SocketsHttpHandler sockets:
                    Harden(sockets, name);
                    break;
                case HttpClientHandler { AllowAutoRedirect: false, UseCookies: false }:
                    WebhookLog.NotGuarded(logger, name);
                    break;
                case HttpClientHandler client:
                    client.AllowAutoRedirect = false;
                    client.UseCookies = false;
                    WebhookLog.NotGuarded(logger, name);
                    break;
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"The primary handler of the client '{name}' was used before and follows redirects or keeps cookies: give the client a handler of its own.", exception);
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
            WebhookLog.NotGuarded(logger, name);
        }
    }
}
