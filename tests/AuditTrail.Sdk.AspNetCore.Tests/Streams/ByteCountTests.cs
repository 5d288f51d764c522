using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Streams;

/// <summary>How much went through, and that nothing of it was changed, kept back or counted twice.</summary>
public sealed class ByteCountTests
{
    private const int Large = 300_000;

    [Theory]
    [InlineData("stream", HttpProtocols.Http1, false)]
    [InlineData("stream", HttpProtocols.Http1, true)]
    [InlineData("stream", HttpProtocols.Http2, false)]
    [InlineData("stream", null, false)]
    [InlineData("reader", HttpProtocols.Http1, false)]
    [InlineData("reader", HttpProtocols.Http2, true)]
    [InlineData("reader", null, false)]
    [InlineData("buffered", HttpProtocols.Http1, false)]
    [InlineData("buffered", null, true)]
    [InlineData("copied", HttpProtocols.Http1, false)]
    public async Task WhatIsReadOfAnUploadIsCountedOnce(string way, HttpProtocols? protocols, bool saysLength)
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/upload", (HttpContext context) => ReadAsync(context, way)), kestrel: protocols);

        using var request = Request(System.Net.Http.HttpMethod.Post, "/upload", protocols, new GeneratedContent(Large, saysLength));
        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(Large.ToString(CultureInfo.InvariantCulture), await answer.Content.ReadAsStringAsync());
        var e = await app.Recorder.SingleAsync();
        Assert.Equal("300000", e.Http("bytesReceived"));
        Assert.Null(e.Http("bytesSent"));
    }

    [Fact]
    public async Task OnlyWhatIsReadIsCounted()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) => await context.Request.Body.ReadExactlyAsync(new byte[1000])),
            kestrel: HttpProtocols.Http1);

        using var content = new GeneratedContent(Large, saysLength: true);
        await app.Client.PostAsync("/upload", content);

        Assert.Equal("1000", (await app.Recorder.SingleAsync()).Http("bytesReceived"));
    }

    [Fact]
    public async Task ASmallBodyIsNotCounted()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/upload", (HttpContext context) => ReadAsync(context, "stream")), kestrel: HttpProtocols.Http1);

        using var content = new GeneratedContent(64 * 1024, saysLength: true);
        await app.Client.PostAsync("/upload", content);

        Assert.Null((await app.Recorder.SingleAsync()).Http("bytesReceived"));
    }

    [Theory]
    [InlineData("stream", HttpProtocols.Http1)]
    [InlineData("stream", HttpProtocols.Http2)]
    [InlineData("stream", null)]
    [InlineData("writer", HttpProtocols.Http1)]
    [InlineData("writer", HttpProtocols.Http2)]
    [InlineData("writer", null)]
    [InlineData("file", HttpProtocols.Http1)]
    [InlineData("file", HttpProtocols.Http2)]
    [InlineData("file", null)]
    [InlineData("result", HttpProtocols.Http1)]
    public async Task ALargeDownloadsEndSaysHowMuchWasSent(string way, HttpProtocols? protocols)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[Large]);
        try
        {
            await using var app = await WebApp.StartAsync(
                a => a.MapGet("/download", (HttpContext context) => WriteAsync(context, way, file)),
                s => s.AddAuditTrailHttp(o => o.LargeResponse = Large),
                kestrel: protocols);

            using var answer = await app.Client.SendAsync(Request(System.Net.Http.HttpMethod.Get, "/download", protocols));
            Assert.Equal(Large, (await answer.Content.ReadAsByteArrayAsync()).Length);

            var events = await app.Recorder.WaitForAsync(2);
            Assert.Equal([null, "end"], events.Select(e => e.Phase));
            Assert.Equal([null, "300000"], events.Select(e => e.Http("bytesSent")));
            Assert.All(events, e => Assert.Null(e.Error));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ASmallDownloadIsOneEvent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/download", (HttpContext context) => WriteAsync(context, "stream", "")), kestrel: HttpProtocols.Http1);

        await app.Client.GetByteArrayAsync("/download");
        await app.Client.GetByteArrayAsync("/download");

        Assert.Equal([null, null], (await app.Recorder.WaitForAsync(2)).Select(e => e.Phase));
    }

    [Theory]
    [InlineData("stream", HttpProtocols.Http1)]
    [InlineData("writer", HttpProtocols.Http2)]
    [InlineData("file", HttpProtocols.Http1)]
    public async Task ADownloadThatItsCallerLeavesSaysHowFarItCame(string way, HttpProtocols protocols)
    {
        var file = Path.GetTempFileName();
        await using (var stream = File.OpenWrite(file))
        {
            stream.SetLength(1L << 30);
        }

        try
        {
            await using var app = await WebApp.StartAsync(a => a.MapGet("/download", (HttpContext context) => WriteAsync(context, way, file, 1L << 30)), kestrel: protocols);
            using (var answer = await app.Client.SendAsync(Request(System.Net.Http.HttpMethod.Get, "/download", protocols), HttpCompletionOption.ResponseHeadersRead))
            {
                await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[Large]);
            }

            var events = await app.Recorder.WaitForAsync(2);
            Assert.Equal("RequestAborted", events[1].Error);
            Assert.Equal("200", events[1].Status);
            Assert.InRange(long.Parse(events[1].Http("bytesSent") ?? "", CultureInfo.InvariantCulture), Large, (1L << 30) - 1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task AnUploadThatItsCallerLeavesSaysHowFarItCame()
    {
        using var leave = new CancellationTokenSource();
        var read = 0L;
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) =>
            {
                var buffer = new byte[4096];
                while (true)
                {
                    var count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted);
                    if (count == 0)
                    {
                        return;
                    }

                    Interlocked.Add(ref read, count);
                }
            }),
            kestrel: HttpProtocols.Http1);

        using var content = new GeneratedContent(1L << 30, before: async sent =>
        {
            if (sent >= Large)
            {
                await leave.CancelAsync();
            }
        });
        await Assert.ThrowsAnyAsync<Exception>(() => app.Client.PostAsync("/upload", content, leave.Token));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("RequestAborted", e.Error);
        Assert.Equal(Interlocked.Read(ref read).ToString(CultureInfo.InvariantCulture), e.Http("bytesReceived"));
        Assert.InRange(read, 0, (1L << 30) - 1);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    public async Task ABodyThatIsBrokenOffIsItsCallersLeavingWhoeverNoticesFirst(string request)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null)),
            kestrel: HttpProtocols.Http1);

        const int Rounds = 20;
        for (var round = 0; round < Rounds; round++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(app.Address.Host, app.Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /upload HTTP/1.1\r\nHost: x\r\n" + request));
            client.Client.Shutdown(SocketShutdown.Send);
            await app.Recorder.WaitForAsync(round + 1);
        }

        Assert.All(await app.Recorder.WaitForAsync(Rounds), e => Assert.Equal(("RequestAborted", "aborted", null), (e.Error, e.Http("ending"), e.Status)));
    }

    [Fact]
    public async Task AnUploadThatTakesLongIsRecordedWhileItComes()
    {
        var recorder = new CollectingRecorder();
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", (HttpContext context) => ReadAsync(context, "stream")),
            s => s.AddAuditTrailHttp(o => o.LongResponse = TimeSpan.Zero),
            recorder,
            HttpProtocols.Http1);

        // The second part is not sent before the first one is recorded.
        using var content = new GeneratedContent(2 * GeneratedContent.Chunk, before: sent => sent == 0 ? Task.CompletedTask : recorder.WaitForAsync(1));
        using var answer = await app.Client.PostAsync("/upload", content);

        Assert.Equal("131072", await answer.Content.ReadAsStringAsync());
        var events = await recorder.WaitForAsync(3);
        // The answer goes on for longer than nothing, too.
        Assert.Equal(["start", "outcome", "end"], events.Select(e => e.Phase));
        Assert.Equal([null, "200", "200"], events.Select(e => e.Status));
        Assert.Equal("131072", events[1].Http("bytesReceived"));
        Assert.Single(events.Select(e => e.SharedId).Distinct());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task AWebSocketsEndSaysHowMuchWentBothWaysAndHowItWasClosed(HttpProtocols protocols)
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseWebSockets();
                a.Map("/socket", async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    var buffer = new byte[1000];
                    while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } message)
                    {
                        await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, CancellationToken.None);
                    }

                    await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, null, CancellationToken.None);
                });
            },
            kestrel: protocols);

        using var client = new ClientWebSocket();
        client.Options.HttpVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/socket" }.Uri, invoker, CancellationToken.None);
        var answer = new byte[1000];
        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync(new byte[100], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            // While the handler still waits for more: nothing is kept back.
            Assert.Equal(100, (await client.ReceiveAsync(answer, CancellationToken.None)).Count);
        }

        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        while ((await client.ReceiveAsync(answer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        // Three messages with a header of 2 bytes, masked by the client with 4, and a close frame.
        Assert.Equal("326", events[1].Http("bytesReceived"));
        Assert.Equal("310", events[1].Http("bytesSent"));
        Assert.Equal("1008", events[1].Http("closeStatus"));
        Assert.Null(events[1].Error);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(null)]
    public async Task TheWriterIsTheServersOwn(HttpProtocols? protocols)
    {
        IHttpResponseBodyFeature? outside = null;
        IHttpResponseBodyFeature? afterwards = null;
        await using var app = await WebApp.StartAsIsAsync(
            a =>
            {
                a.Use(async (context, next) =>
                {
                    outside = context.Features.Get<IHttpResponseBodyFeature>();
                    await next(context);
                    afterwards = context.Features.Get<IHttpResponseBodyFeature>();
                });
                a.UseAuditTrail();
                a.MapGet("/", async (HttpContext context) =>
                {
                    var writer = context.Response.BodyWriter;
                    Assert.Same(writer, context.Response.BodyWriter);
                    Assert.Same(context.Response.Body, context.Response.Body);
                    Assert.Equal(outside?.Writer.CanGetUnflushedBytes, writer.CanGetUnflushedBytes);
                    writer.GetSpan(10)[..5].Fill((byte)'a');
                    writer.Advance(5);
                    Assert.False(context.Response.HasStarted);
                    Assert.Equal(writer.CanGetUnflushedBytes ? 5 : 0, writer.CanGetUnflushedBytes ? writer.UnflushedBytes : 0);
                    await writer.FlushAsync();
                    Assert.True(context.Response.HasStarted);
                });
            },
            kestrel: protocols);

        Assert.Equal("aaaaa", await app.Client.GetStringAsync("/"));
        Assert.Same(outside, afterwards);
    }

    private static async Task ReadAsync(HttpContext context, string way)
    {
        var count = 0L;
        switch (way)
        {
            case "reader":
                while (true)
                {
                    var result = await context.Request.BodyReader.ReadAsync();
                    // In two steps, as a parser does.
                    var half = result.Buffer.Length / 2;
                    count += result.IsCompleted ? result.Buffer.Length : half;
                    context.Request.BodyReader.AdvanceTo(result.IsCompleted ? result.Buffer.End : result.Buffer.GetPosition(half), result.Buffer.End);
                    if (result.IsCompleted)
                    {
                        break;
                    }
                }

                break;
            case "buffered":
                context.Request.EnableBuffering();
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Request.Body.Position = 0;
                await using (var target = new CountingSink())
                {
                    await context.Request.BodyReader.CopyToAsync(target);
                    count = target.Written;
                }

                break;
            case "copied":
                await using (var target = new CountingSink())
                {
                    await context.Request.Body.CopyToAsync(target);
                    count = target.Written;
                }

                break;
            default:
                var buffer = new byte[10_000];
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
                {
                    count += read;
                }

                break;
        }

        await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task WriteAsync(HttpContext context, string way, string file, long bytes = Large)
    {
        switch (way)
        {
            case "file":
                await context.Response.SendFileAsync(file, context.RequestAborted);
                break;
            case "result":
                await Results.File(file).ExecuteAsync(context);
                break;
            default:
                var chunk = new byte[10_000];
                for (var sent = 0L; sent < bytes && !context.RequestAborted.IsCancellationRequested; sent += chunk.Length)
                {
                    if (way == "writer")
                    {
                        await context.Response.BodyWriter.WriteAsync(chunk);
                    }
                    else
                    {
                        await context.Response.Body.WriteAsync(chunk);
                    }
                }

                break;
        }
    }

    private static HttpRequestMessage Request(System.Net.Http.HttpMethod method, string path, HttpProtocols? protocols, HttpContent? content = null) => new(method, path)
    {
        Version = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = content,
    };
}
