using System.Net;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A running application that records into a double; on the test server, or on Kestrel where the server's part matters.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebApp(WebApplication app, CollectingRecorder recorder, CollectingLogger logger, HttpClient client)
    {
        _app = app;
        Recorder = recorder;
        Logger = logger;
        Client = client;
    }

    public CollectingRecorder Recorder { get; }

    public CollectingLogger Logger { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress ?? throw new InvalidOperationException();

    public IReadOnlyCollection<string> Addresses => AddressesOf(_app);

    /// <summary>What to connect to, for what is not said over an HTTP client.</summary>
    public EndPoint EndPoint => new IPEndPoint(IPAddress.Parse(Address.Host.Trim('[', ']')), Address.Port);

    public TestServer Server => _app.GetTestServer();

    /// <summary>Calls <c>UseAuditTrail</c> first, then what the test adds.</summary>
    public static Task<WebApp> StartAsync(
        Action<WebApplication> pipeline,
        Action<IServiceCollection>? services = null,
        CollectingRecorder? recorder = null,
        HttpProtocols? kestrel = null,
        string environment = "Production",
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<KestrelServerOptions>? listen = null) =>
        StartAsIsAsync(
            app =>
            {
                app.UseAuditTrail();
                pipeline(app);
            },
            services,
            recorder,
            kestrel,
            environment,
            settings,
            listen);

    public static async Task<WebApp> StartAsIsAsync(
        Action<WebApplication> pipeline,
        Action<IServiceCollection>? services = null,
        CollectingRecorder? recorder = null,
        HttpProtocols? kestrel = null,
        string environment = "Production",
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<KestrelServerOptions>? listen = null)
    {
        recorder ??= new CollectingRecorder();
        var logger = new CollectingLogger();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders().AddProvider(logger);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IAuditRecorder>(recorder);
        builder.Services.AddAuditTrailHttp(_ => { });
        services?.Invoke(builder.Services);
        if (kestrel is { } && listen is null)
        {
            listen = o => o.Listen(IPAddress.Loopback, 0, l => l.Protocols = kestrel.Value);
        }

        if (listen is not null)
        {
            builder.WebHost.UseKestrel(listen);
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new WebApp(app, recorder, logger, listen is null ? app.GetTestClient() : ClientOf(app));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static HttpClient ClientOf(WebApplication app) =>
        new() { BaseAddress = new Uri(Assert.Single(AddressesOf(app))), Timeout = TimeSpan.FromSeconds(60) };

    private static IReadOnlyCollection<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
}
