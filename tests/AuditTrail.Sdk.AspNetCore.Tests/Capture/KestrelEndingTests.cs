using System.Net;
using System.Net.WebSockets;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>Endings in which the server has a part.</summary>
public sealed class KestrelEndingTests
{
    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task TheFirstServerSentEventIsThereWhileTheHandlerStillWaits(HttpProtocols protocols)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/events", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: first\n\n");
                await context.Response.Body.FlushAsync();
                await goOn.Task;
                await context.Response.WriteAsync("data: last\n\n");
            }),
            kestrel: protocols);

        using var answer = await app.Client.SendAsync(Get("/events", protocols), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());
        Assert.Equal("200", Assert.Single(app.Recorder.Events).Status);

        goOn.SetResult();
        Assert.Contains("data: last", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.All(events, e => Assert.Null(e.Error));
        Assert.Single(events.Select(e => e.SharedId).Distinct());
    }

    [Fact]
    public async Task ACallerThatLeavesBeforeTheStartIsRecordedWithoutAStatus()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/slow", async (HttpContext context) =>
            {
                entered.SetResult();
                await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted);
            }),
            kestrel: HttpProtocols.Http1);

        using var leave = new CancellationTokenSource();
        var answer = app.Client.PostAsync("/slow", null, leave.Token);
        await entered.Task;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("RequestAborted", e.Error);
        Assert.Equal("aborted", e.Ending);
        Assert.Null(e.Status);
    }

    [Fact]
    public async Task ACallerThatLeavesWhileTheHandlerDoesNotNoticeIsRecordedAsGone()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/slow", async (HttpContext context) =>
            {
                entered.SetResult();
                var gone = new TaskCompletionSource();
                using var registration = context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
                await context.Response.WriteAsync("to nobody");
            }),
            kestrel: HttpProtocols.Http1);

        using var leave = new CancellationTokenSource();
        var answer = app.Client.PostAsync("/slow", null, leave.Token);
        await entered.Task;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        var e = (await app.Recorder.WaitForAsync(1))[0];
        Assert.Equal("RequestAborted", e.Error);
        Assert.Null(e.Status);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task ACallerThatLeavesAfterTheStartIsASecondEvent(HttpProtocols protocols)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/download", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("first line\n");
                await context.Response.Body.FlushAsync();
                await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted);
            }),
            kestrel: protocols);

        using (var answer = await app.Client.SendAsync(Get("/download", protocols), HttpCompletionOption.ResponseHeadersRead))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.Equal("first line", await reader.ReadLineAsync());
        }

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "RequestAborted"], events.Select(e => e.Error));
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal("200", events[1].Status);
    }

    [Fact]
    public async Task AWebSocketIsRecordedWhenItOpensAndWhenItEnds()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseWebSockets();
                a.MapGet("/socket", async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[16], CancellationToken.None);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            },
            kestrel: HttpProtocols.Http1);

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/socket" }.Uri, CancellationToken.None);
        Assert.Equal("101", Assert.Single(app.Recorder.Events).Status);
        // Leaves the connection to the server: a client that closed it while the server is slow would be one that left.
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Null(events[1].Error);
    }

    [Fact]
    public async Task ACallerThatDropsAWebSocketIsRecordedAsGone()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseWebSockets();
                a.MapGet("/socket", async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[16], CancellationToken.None);
                });
            },
            kestrel: HttpProtocols.Http1);

        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(app.Address.Host, app.Address.Port);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"GET /socket HTTP/1.1\r\nHost: {app.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            await app.Recorder.WaitForAsync(1);
        }

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["101", "101"], events.Select(e => e.Status));
        // Whichever notices first: the server, or the handler's read.
        Assert.Contains(events[1].Error, (string[])["RequestAborted", "WebSocketException"]);
    }

    [Fact]
    public async Task AnExceptionWithoutAnyHandlerIsOneEventAndTheServersAnswerIs500()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", string () => throw new InvalidTimeZoneException()), kestrel: HttpProtocols.Http1);

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/")).StatusCode);
        // A second request, so that a second event of the first would have come before it.
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/none")).StatusCode);
        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["InvalidTimeZoneException", "NotFound"], events.Select(e => e.Error));
    }

    [Fact]
    public async Task TheDeveloperPageIsASecondEventOnlyWhenItsStatusIsNotTheExceptions()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", string (int n) => throw new InvalidTimeZoneException()),
            kestrel: HttpProtocols.Http1,
            environment: "Development");

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/?n=1")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync("/?n=x")).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["InvalidTimeZoneException", "BadHttpRequestException"], events.Select(e => e.Error));
    }

    [Fact]
    public async Task Http2WithoutTlsIsRecordedLikeHttp1()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders/{id}", (string id) => id), kestrel: HttpProtocols.Http2);

        using var answer = await app.Client.SendAsync(Get("/orders/5", HttpProtocols.Http2));
        Assert.Equal("5", await answer.Content.ReadAsStringAsync());

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("GET /orders/{id}", e.Name);
        Assert.Equal("127.0.0.1", e.SourceIp);
        Assert.Equal(app.Address.Authority, e.Http("host"));
        Assert.Null(e["tlsDetails"]);
    }

    private static HttpRequestMessage Get(string path, HttpProtocols protocols) => new(System.Net.Http.HttpMethod.Get, path)
    {
        Version = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
