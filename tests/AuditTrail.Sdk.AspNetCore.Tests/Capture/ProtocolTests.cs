using System.Net;
using System.Net.Quic;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>What the protocols allow beside a plain GET: each request is one event, in order, with the status that was sent.</summary>
public sealed class ProtocolTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("GET", "GET", true)]
    [InlineData("HEAD", "HEAD", true)]
    [InlineData("OPTIONS", "OPTIONS", true)]
    [InlineData("TRACE", "TRACE", true)]
    [InlineData("POST", "POST", false)]
    [InlineData("DELETE", "DELETE", false)]
    [InlineData("PROPFIND", "OTHER", false)]
    [InlineData("GETX", "OTHER", false)]
    [InlineData("M-SEARCH", "OTHER", false)]
    public async Task EveryMethodIsRecordedUnderItsRoute(string method, string name, bool readOnly)
    {
        await using var app = await WebApp.StartAsync(a => a.Map("/any/{id}", (string id) => Results.StatusCode(202)), kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, $"{method} /any/7 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 202", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal((name + " /any/{id}", method, "202"), (e.Name, e.Http("method"), e.Status));
        Assert.Equal(readOnly ? "true" : "false", e["readOnly"]);
    }

    [Theory]
    [InlineData("HEAD /orders HTTP/1.1\r\nHost: x", "405", "/orders")]
    [InlineData("OPTIONS /orders HTTP/1.1\r\nHost: x", "405", "/orders")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x", "404", "")]
    [InlineData("CONNECT elsewhere.example.com:443 HTTP/1.1\r\nHost: elsewhere.example.com:443", "404", "")]
    public async Task AMethodThatNobodyServesIsAnUnmatchedRequest(string request, string status, string path)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", () => ""), kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, request + "\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("UnmatchedRequest", status, path), (e.Name, e.Status, e["requestParameters.path"]));
        Assert.Equal(request.Split(' ')[0], e.Http("method"));
    }

    [Fact]
    public async Task PipelinedRequestsOnAConnectionThatIsKeptAliveAreRecordedOnceEachInTheirOrder()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/answers/{status:int}", async (int status, HttpContext context) =>
            {
                using var body = new StreamReader(context.Request.Body);
                await body.ReadToEndAsync();
                return Results.StatusCode(status);
            }),
            kestrel: HttpProtocols.Http1);
        int[] statuses = [200, 404, 201, 500, 409, 204, 403, 200, 418, 202];
        var requests = statuses.Select((status, index) =>
            $"POST /answers/{status} HTTP/1.1\r\nHost: x\r\n"
            + (index == statuses.Length - 1 ? "Connection: close\r\n" : "")
            + (index % 2 == 0 ? "Content-Length: 5\r\n\r\nhello" : "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"));

        var answer = await RawHttp.SendAsync(app.EndPoint, string.Concat(requests));

        Assert.Equal(statuses.Length, answer.Split("HTTP/1.1 ").Length - 1);
        var events = await app.Recorder.WaitForAsync(statuses.Length);
        Assert.Equal(statuses.Select(status => $"{status}"), events.Select(e => e.Status));
        Assert.Equal(statuses.Select(status => $"{status}"), events.Select(e => e["requestParameters.status"]));
        Assert.Equal(statuses.Length, events.Select(e => e.SharedId).Distinct().Count());
        Assert.Equal(statuses.Length, events.Select(e => e["requestID"]).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatIsAskedForBeforeTheBodyIsOneEvent(bool reads)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) =>
            {
                if (reads)
                {
                    using var body = new StreamReader(context.Request.Body);
                    Assert.Equal("hello", await body.ReadToEndAsync());
                }

                return Results.StatusCode(reads ? 201 : 403);
            }),
            kestrel: HttpProtocols.Http1);

        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync() ?? "";
        if (reads)
        {
            Assert.Equal("HTTP/1.1 100 Continue", first);
            await stream.WriteAsync("hello"u8.ToArray());
        }

        // Whom it did not ask for the body, the server cuts off without reading it.
        Assert.Contains(reads ? "HTTP/1.1 201" : "HTTP/1.1 403", reads ? await reader.ReadToEndAsync() : first, StringComparison.Ordinal);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(reads ? "201" : "403", e.Status);
        Assert.Null(e["additionalEventData.captureProblem"]);
    }

    [Fact]
    public async Task TrailersAreReadByTheHandlerAndChangeNothingOfTheRecord()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) =>
            {
                using var body = new StreamReader(context.Request.Body);
                return await body.ReadToEndAsync() + context.Request.GetTrailer("X-Sum");
            }),
            kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(
            app.EndPoint,
            "POST /upload HTTP/1.1\r\nHost: x\r\nUser-Agent: real\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n5;ext=1\r\nhello\r\n0\r\nX-Sum: 42\r\nX-Forwarded-For: 6.6.6.6\r\nUser-Agent: forged\r\n\r\n");

        Assert.Contains("hello42", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("200", "real", null, "127.0.0.1"), (e.Status, e["userAgent"], e.Http("forwardedFor"), e.SourceIp));
    }

    [Fact]
    public async Task AChunkThatIsNoneIsRecordedWithTheServersAnswer()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null)),
            kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, "POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("POST /upload", "BadHttpRequestException"), (e.Name, e.Error));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMethodThatIsReplacedBeforeRoutingIsTheOneThatIsRecorded(bool auditFirst)
    {
        await using var app = await WebApp.StartAsIsAsync(
            a =>
            {
                if (auditFirst)
                {
                    a.UseAuditTrail();
                }

                a.UseHttpMethodOverride();
                if (!auditFirst)
                {
                    a.UseAuditTrail();
                }

                a.UseRouting();
                a.MapDelete("/orders/{id}", (string id) => "deleted");
                a.MapPost("/orders/{id}", (string id) => "posted");
            },
            kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, "POST /orders/7 HTTP/1.1\r\nHost: x\r\nX-HTTP-Method-Override: DELETE\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.Contains("deleted", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("DELETE /orders/{id}", "DELETE"), (e.Name, e.Http("method")));
    }

    [Fact]
    public async Task ADeedThatWasAskedForWithGetIsNotReadOnly()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.Use((context, next) =>
                {
                    context.Request.Method = context.Request.Query["_method"].ToString();
                    return next(context);
                });
                a.UseRouting();
                a.MapDelete("/orders/{id}", (string id) => "");
            });

        await app.Client.GetAsync("/orders/7?_method=DELETE");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("DELETE /orders/{id}", "false"), (e.Name, e["readOnly"]));
    }

    [Fact]
    public async Task AMethodOverrideThatNobodyBelievesChangesNothing()
    {
        await using var app = await WebApp.StartAsync(a => a.Map("/orders/{id}", (string id) => ""), kestrel: HttpProtocols.Http1);

        await RawHttp.SendAsync(app.EndPoint, "POST /orders/7 HTTP/1.1\r\nHost: x\r\nX-HTTP-Method-Override: GET\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("POST /orders/{id}", "false"), (e.Name, e["readOnly"]));
    }

    [Fact]
    public async Task Http2OverTlsIsRecordedWithItsConnection()
    {
        using var certificate = SelfSigned();
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/orders/{id}", (string id) => id),
            listen: kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            }));
        using var client = new HttpClient(Trusting()) { BaseAddress = app.Address, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.GetAsync($"/orders/{i}")));

        Assert.All(answers, answer => Assert.Equal(HttpVersion.Version20, answer.Version));
        var events = await app.Recorder.WaitForAsync(20);
        Assert.Equal(Enumerable.Range(0, 20), events.Select(e => int.Parse(e["requestParameters.id"] ?? "", System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.All(events, e => Assert.Equal(("127.0.0.1", "127.0.0.1", app.Address.Authority), (e.SourceIp, e.Http("peer"), e["tlsDetails.clientProvidedHostHeader"])));
    }

    [Fact]
    public async Task AWebSocketOverHttp2IsAConnectThatIsRecordedAtItsStartAndAtItsEnd()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseWebSockets();
                a.Map("/socket", async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[16], CancellationToken.None);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            },
            kestrel: HttpProtocols.Http2);
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());

        await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/socket" }.Uri, invoker, CancellationToken.None);
        var start = Assert.Single(app.Recorder.Events);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(("CONNECT /socket", "200", "false"), (start.Name, start.Status, start["readOnly"]));
        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(("CONNECT /socket", "end", null), (events[1].Name, events[1].Phase, events[1].Error));
    }

    [Fact]
    public async Task Http3IsRecordedWhereTheMachineHasItAndElseTheServerRefusesToOfferIt()
    {
        using var certificate = SelfSigned();
        Task<WebApp> Start() => WebApp.StartAsync(
            a => a.MapGet("/orders/{id}", (string id) => id),
            listen: kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http3;
                listen.UseHttps(certificate);
            }));
#pragma warning disable CA1416 // The property says whether the platform has it.
        if (!QuicListener.IsSupported)
#pragma warning restore CA1416
        {
            output.WriteLine("HTTP/3 did NOT run: this machine has no libmsquic.");
            await Assert.ThrowsAnyAsync<Exception>(Start);
            return;
        }

        await using var app = await Start();
        using var client = new HttpClient(Trusting()) { BaseAddress = app.Address, DefaultRequestVersion = HttpVersion.Version30, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal(HttpVersion.Version30, (await client.GetAsync("/orders/7")).Version);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("GET /orders/{id}", "200", "127.0.0.1", "127.0.0.1"), (e.Name, e.Status, e.SourceIp, e.Http("peer")));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

#pragma warning disable MA0039, CA5359 // The certificate is this test's own; nothing but the connection's data is tested.
    private static SocketsHttpHandler Trusting() => new() { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } };
#pragma warning restore MA0039, CA5359
}
