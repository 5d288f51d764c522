using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static AuditTrail.Tests.Sinks.Webhook.WebhookClients;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>What is made of the handlers that an application gives the webhooks' clients.</summary>
public sealed class WebhookGuardTests
{
    private const string Metadata = "169.254.169.254";

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task ARedirectIsNotFollowedNorByAHandlerOfTheApplications(HttpStatusCode status)
    {
        await using var other = await KestrelReceiver.StartAsync();
        await using var receiver = await KestrelReceiver.StartAsync((_, context) =>
        {
            context.Response.StatusCode = (int)status;
            context.Response.Headers.Location = other.Url;
            return Task.CompletedTask;
        });
        await using var plain = Services();
        await using var own = Services(more: services => services.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler()));
        await using var old = Services(more: services => services.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler()));
        await using var inside = Services(more: services => services.AddHttpClient(WebhookSinkOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new PassingHandler(new PassingHandler(new SocketsHttpHandler()))));
        await using var oldInside = Services(more: services => services.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new PassingHandler(new HttpClientHandler())));

        foreach (var services in new[] { plain, own, old, inside, oldInside })
        {
            Assert.Equal(TimeSpan.FromMinutes(5), (await DeliverAsync(services, receiver.Url)).RetryAfter);
        }

        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect, 200)]
    [InlineData(HttpStatusCode.Redirect, 404)]
    [InlineData(HttpStatusCode.SeeOther, 204)]
    [InlineData(HttpStatusCode.TemporaryRedirect, 200)]
    public async Task AnAnswerAfterARedirectThatAnUnseenHandlerFollowedIsNoDelivery(HttpStatusCode redirect, int answer)
    {
        await using var receiver = await KestrelReceiver.StartAsync((request, context) =>
        {
            var isFirst = request.Url.EndsWith("/audit", StringComparison.Ordinal);
            context.Response.StatusCode = isFirst ? (int)redirect : answer;
            if (isFirst)
            {
                context.Response.Headers.Location = "/audit/other";
            }

            return Task.CompletedTask;
        });
        await using var services = Services(more: services => services.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new UnseenHandler()));

        var result = await DeliverAsync(services, receiver.Url);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal((DeliveryStatus.Retry, TimeSpan.FromMinutes(5)), (result.Status, result.RetryAfter));
        Assert.StartsWith($"The answer is not to the request that was sent to http://localhost:{receiver.Port}: a handler of its client follows redirects", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHandlerThatTwoClientsShareIsSaidToBeShared(bool isWrapped)
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        using var sockets = new SocketsHttpHandler();
        await using var services = Services(more: more => more.ConfigureHttpClientDefaults(clients => clients
            .ConfigurePrimaryHttpMessageHandler(() => isWrapped ? new PassingHandler(sockets) : sockets)));
        await DeliverAsync(services, receiver.Url, options => options.AllowLinkLocal = true);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => DeliverAsync(services, receiver.Url));

        Assert.Equal(
            $"The primary handler of the client '{WebhookSinkOptions.HttpClientName}' was used before, by another client, and cannot be guarded any more: give each client a handler of its own.",
            failure.Message);
    }

    [Fact]
    public async Task ALoggerThatSendsByAClientOfItsOwnIsMadeBesideATrail()
    {
        await using var services = Services(more: more => more.AddSingleton<ILoggerProvider, SendingLoggers>());

        // The container would wait for itself for ever.
        var loggers = await Task.Run(services.GetRequiredService<ILoggerFactory>).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.NotNull(loggers.CreateLogger("orders"));
    }

    [Fact]
    public async Task NoActivityOfThePlatformsShowsThePath()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => tag.Value))),
        };
        ActivitySource.AddActivityListener(listener);
        await using var services = Services(more: more => more.AddHttpClient("orders"));
        using var orders = services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");

        await DeliverAsync(services, receiver.Url + "/hidden-path");
        using var answer = await orders.PostAsync(new Uri(receiver.Url + "/orders-path"), content: null);

        Assert.DoesNotContain(seen, tags => tags.Contains("hidden-path", StringComparison.Ordinal));
        Assert.Contains(seen, tags => tags.Contains("orders-path", StringComparison.Ordinal));
        Assert.DoesNotContain("traceparent", receiver.Requests[0].Headers.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHandlerOfTheApplicationsIsUsedWhereverItIsSaidAndIsGuarded(bool before)
    {
        var sockets = new SocketsHttpHandler();
        await using var services = Services(
            new GuardedConnection((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(Metadata)])),
            more => more.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => sockets),
            before);

        var result = await DeliverAsync(services, "http://siem.example.com/audit");

        Assert.Contains(nameof(WebhookSinkOptions.AllowLinkLocal), result.Reason, StringComparison.Ordinal);
        Assert.Equal((false, false, TimeSpan.FromMinutes(2)), (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.PooledConnectionLifetime));
    }

    [Fact]
    public async Task WhatTheApplicationSaysOfEveryClientHoldsForThisOneTooAndIsGuarded()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        var sockets = new SocketsHttpHandler();
        await using var services = Services(more: more => more.ConfigureHttpClientDefaults(clients => clients.ConfigurePrimaryHttpMessageHandler(() => sockets).AddHttpMessageHandler(() => new MarkingHandler())));

        await DeliverAsync(services, receiver.Url);

        Assert.Equal("yes", Assert.Single(receiver.Requests).Headers["X-Mark"]);
        Assert.False(sockets.AllowAutoRedirect);
    }

    public static TheoryData<string, Func<HttpMessageHandler>> UnguardedHandlers => new()
    {
        { "a callback", () => new SocketsHttpHandler { ConnectCallback = (_, _) => throw new IOException("own") } },
        { "a callback inside", () => new PassingHandler(new SocketsHttpHandler { ConnectCallback = (_, _) => throw new IOException("own") }) },
        { "the old handler", () => new HttpClientHandler() },
        { "the old handler inside", () => new PassingHandler(new HttpClientHandler()) },
        { "an unseen one", () => new UnseenHandler() },
    };

    [Theory]
    [MemberData(nameof(UnguardedHandlers))]
    public async Task WhoMakesItsOwnConnectionsIsToldThatTheyAreNotLookedAt(string what, Func<HttpMessageHandler> handler)
    {
        Assert.NotEmpty(what);
        var log = new CollectedLog();
        await using var services = Services(more: more => more
            .AddSingleton<ILogger<GuardedClients>>(new TypedLog(log))
            .AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(handler));

        // The factory makes a new handler every two minutes.
        var clients = services.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get(WebhookSinkOptions.HttpClientName);
        for (var i = 0; i < 3; i++)
        {
            var builder = services.GetRequiredService<HttpMessageHandlerBuilder>();
            builder.Name = WebhookSinkOptions.HttpClientName;
            clients.HttpMessageHandlerBuilderActions.ToList().ForEach(action => action(builder));
            builder.PrimaryHandler.Dispose();
        }

        var entry = Assert.Single(log.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("are not looked at", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherClientsOfTheApplicationAreLeftAlone()
    {
        var sockets = new SocketsHttpHandler();
        await using var services = Services(more: more => more.AddHttpClient("orders").ConfigurePrimaryHttpMessageHandler(() => sockets));

        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");

        Assert.Equal((true, true, null), (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.ConnectCallback));
    }

    private sealed class PassingHandler(HttpMessageHandler inner) : DelegatingHandler(inner);

    /// <summary>What it sends by cannot be looked at, and follows redirects.</summary>
    private sealed class UnseenHandler : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(new SocketsHttpHandler());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _inner.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Loggers that ship their messages by HTTP.</summary>
    private sealed class SendingLoggers(IHttpClientFactory clients) : ILoggerProvider
    {
        private readonly IHttpClientFactory _clients = clients;

        public ILogger CreateLogger(string categoryName) => new CollectedLog();

        public HttpClient Sender() => _clients.CreateClient("logs");

        public void Dispose()
        {
        }
    }

    private sealed class TypedLog(ILogger inner) : ILogger<GuardedClients>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
