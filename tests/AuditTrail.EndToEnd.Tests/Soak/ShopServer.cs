using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using AuditTrail.Diagnostics;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>A shop on Kestrel, HTTP/1.1 and HTTP/2, with the real journal and files; it knows which requests reached it.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ShopServer(WebApplication app) => _app = app;

    /// <summary>The requests that reached the pipeline, and when each was over for the server.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Reached { get; } = new(StringComparer.Ordinal);

    public Uri Http1 { get; private set; } = null!;

    public Uri Http2 { get; private set; } = null!;

    public RecorderStatus Status => _app.Services.GetRequiredService<IAuditRecorder>().GetStatus();

    public static async Task<ShopServer> StartAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddAuditTrail(audit => audit.From("soak.example.com").Directory(directory).Configure(options => options.DrainTimeout = TimeSpan.FromMinutes(5)));

        // A slow machine must not turn an answer into a long one, which has a second event.
        builder.Services.AddAuditTrailHttp(options => options.LongResponse = TimeSpan.FromHours(1));
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(10));
        var server = new ShopServer(builder.Build());
        server.Map();
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        server.Http1 = new Uri(addresses[0]);
        server.Http2 = new Uri(addresses[1]);
        return server;
    }

    /// <summary>Stops as a host does: what is recorded is delivered first.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(next => context =>
        {
            // Registered first, so the last to be called: after it nothing of the request is recorded any more.
            var over = Reached[context.Request.Path.Value!.Split('/')[^1]] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            context.Response.OnCompleted(() =>
            {
                over.SetResult();
                return Task.CompletedTask;
            });
            return next(context);
        });
        _app.UseAuditTrail();
        _app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry")));
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.UseWebSockets();
        _app.MapPost("/sign-in/{id}", SignInAsync).Audit("SoakSignIn");
        _app.MapPost("/refund/{id}", (string id) => Results.Ok(id)).RequireAuthorization().Audit("SoakRefund");
        _app.MapGet("/order/{id}", (string id) => id.EndsWith('0') ? Results.NotFound() : Results.Ok(id)).Audit("SoakOrder");
        _app.MapPost("/upload/{id}", UploadAsync).Audit("SoakUpload");
        _app.MapPost("/fail/{id}", Fail).Audit("SoakFail");
        _app.MapPost("/slow/{id}", SlowAsync).Audit("SoakSlow");
        _app.MapGet("/stream/{id}", StreamAsync).Audit("SoakStream");
        _app.MapGet("/download/{id}", DownloadAsync).Audit("SoakDownload");
        _app.MapGet("/socket/{id}", EchoAsync).Audit("SoakSocket");
    }

    private static async Task SignInAsync(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        Claim[] claims = [new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Name, name)];
        await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    }

    private static async Task UploadAsync(HttpContext context)
    {
        var buffer = new byte[16 * 1024];
        long length = 0;
        for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
        {
            length += read;
        }

        await context.Response.WriteAsync(length.ToString(CultureInfo.InvariantCulture));
    }

    private static Task Fail(string id) => throw new InvalidOperationException($"Order {id} fails.");

    /// <summary>Takes as long as a client may take to lose its patience.</summary>
    private static async Task SlowAsync(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), context.RequestAborted);
        await context.Response.WriteAsync("late");
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < 5; i++)
        {
            await context.Response.WriteAsync($"data: {i}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Yield();
        }
    }

    /// <summary>Goes on until the client has had enough.</summary>
    private static async Task DownloadAsync(HttpContext context)
    {
        var block = new byte[4096];
        while (true)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(5), context.RequestAborted);
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[256];
        while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, CancellationToken.None);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
