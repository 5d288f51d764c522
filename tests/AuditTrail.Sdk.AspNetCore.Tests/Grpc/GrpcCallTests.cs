using System.Net;
using System.Net.Http.Headers;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Grpc;

/// <summary>gRPC over Kestrel, frame by frame.</summary>
public sealed class GrpcCallTests
{
    private const string Path = "/shop.Orders/Refund";

    [Fact]
    public async Task AUnaryCallIsOneEventWithTheStatusOfItsTrailers()
    {
        await using var app = await StartAsync(context => GrpcService.AnswerAsync(context, "refunded"));
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var reply = await CallAsync(client, "order 7");

        Assert.Equal(["refunded"], reply.Messages);
        Assert.Equal("0", reply.Trailers["grpc-status"]);
        // The trailers are here, so the record is: nothing comes after.
        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal("shop.Orders/Refund", e.Name);
        Assert.Equal("/shop.Orders/Refund", e.Http("route"));
        Assert.Equal("200", e.Status);
        Assert.Equal("0", e.Http("grpcStatus"));
        Assert.Equal("12", e.Http("bytesReceived"));
        Assert.Equal("13", e.Http("bytesSent"));
        Assert.Null(e.Error);
        Assert.Null(e.Phase);
        Assert.Equal("false", e["readOnly"]);
    }

    [Fact]
    public async Task AUnaryAnswerDoesNotLeaveBeforeItsRecordExists()
    {
        var recorder = new HoldingRecorder();
        await using var app = await StartAsync(context => GrpcService.AnswerAsync(context, "refunded"), recorder: recorder);
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, "order 7");
        await recorder.WaitForAsync(1);
        var reply = new GrpcReply();
        var answer = ReadAllAsync();
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(100)));
        Assert.Empty(reply.Messages);
        Assert.Empty(reply.Trailers);

        recorder.Release();
        await answer;
        Assert.Equal(["refunded"], reply.Messages);

        async Task ReadAllAsync()
        {
            while (!reply.IsOver)
            {
                await client.ReadIntoAsync(reply, stream);
            }
        }
    }

    [Theory]
    [InlineData(1, "Cancelled")]
    [InlineData(3, "InvalidArgument")]
    [InlineData(4, "DeadlineExceeded")]
    [InlineData(7, "PermissionDenied")]
    [InlineData(12, "Unimplemented")]
    [InlineData(16, "Unauthenticated")]
    [InlineData(99, "GrpcStatus99")]
    public async Task AFailureWithoutAMessageIsReadFromTheHeaders(int status, string error)
    {
        await using var app = await StartAsync(context =>
        {
            GrpcService.SetStatus(context, status);
            return Task.CompletedTask;
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var reply = await CallAsync(client, "order 7");

        Assert.Equal(status.ToString(System.Globalization.CultureInfo.InvariantCulture), reply.Headers["grpc-status"]);
        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal(error, e.Error);
        Assert.Equal(reply.Headers["grpc-status"], e.Http("grpcStatus"));
        Assert.Equal("200", e.Status);
    }

    [Fact]
    public async Task AFailureAfterTheHeadersIsReadFromTheTrailers()
    {
        await using var app = await StartAsync(async context =>
        {
            await context.Response.StartAsync();
            await context.Response.BodyWriter.FlushAsync();
            GrpcService.SetStatus(context, 5);
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var reply = await CallAsync(client, "order 7");

        Assert.Equal("5", reply.Trailers["grpc-status"]);
        Assert.Equal("NotFound", Assert.Single(app.Recorder.Events).Error);
    }

    [Fact]
    public async Task AStreamIsRecordedBeforeItsFirstMessageLeavesAndAtItsEnd()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(async context =>
        {
            await GrpcService.SendAsync(context, "first");
            await goOn.Task;
            await GrpcService.SendAsync(context, "last");
            GrpcService.SetStatus(context, 14);
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, "all orders");
        var reply = new GrpcReply();
        while (reply.Messages.Count == 0)
        {
            await client.ReadIntoAsync(reply, stream);
        }

        var start = Assert.Single(app.Recorder.Events);
        Assert.Equal("200", start.Status);
        Assert.Null(start.Error);
        Assert.Null(start.Http("grpcStatus"));

        goOn.SetResult();
        while (!reply.IsOver)
        {
            await client.ReadIntoAsync(reply, stream);
        }

        Assert.Equal(["first", "last"], reply.Messages);
        var events = app.Recorder.Events;
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal([null, "Unavailable"], events.Select(e => e.Error));
        Assert.Equal("14", events[1].Http("grpcStatus"));
        Assert.Equal("19", events[1].Http("bytesSent"));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
    }

    [Fact]
    public async Task ACallThatTheServerCompletesItselfIsRecordedBeforeItsTrailersLeave()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(async context =>
        {
            // As the gRPC server does when the deadline has passed while the method still runs.
            await context.Response.StartAsync();
            GrpcService.SetStatus(context, 4);
            await context.Response.CompleteAsync();
            await goOn.Task;
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var reply = await CallAsync(client, "order 7");

        Assert.Equal("4", reply.Trailers["grpc-status"]);
        Assert.Equal("DeadlineExceeded", Assert.Single(app.Recorder.Events).Error);
        goOn.SetResult();
        await CallAsync(client, "order 8");
        Assert.Equal(["DeadlineExceeded", "DeadlineExceeded"], app.Recorder.Events.Select(e => e.Error));
    }

    [Fact]
    public async Task ACallerThatCancelsIsRecordedAsGone()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(async context =>
        {
            entered.SetResult();
            await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted);
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, "order 7");
        await entered.Task;
        await client.ResetAsync(stream);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("RequestAborted", e.Error);
        Assert.Equal("aborted", e.Ending);
        Assert.Null(e.Status);
        Assert.Null(e.Http("grpcStatus"));
    }

    [Fact]
    public async Task ACallerThatCancelsAStreamIsASecondEvent()
    {
        await using var app = await StartAsync(async context =>
        {
            await GrpcService.SendAsync(context, "first");
            await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted);
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, "all orders");
        var reply = new GrpcReply();
        while (reply.Messages.Count == 0)
        {
            await client.ReadIntoAsync(reply, stream);
        }

        await client.ResetAsync(stream);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "RequestAborted"], events.Select(e => e.Error));
        Assert.Equal("10", events[1].Http("bytesSent"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnExceptionThatLeavesTheMethodIsOneEvent(bool hasStarted)
    {
        await using var app = await StartAsync(async context =>
        {
            if (hasStarted)
            {
                await context.Response.StartAsync();
            }

            throw new InvalidTimeZoneException("SECRET");
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var reply = await CallAsync(client, "order 7");

        Assert.Equal(hasStarted, reply.ResetCode is not null);
        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal("InvalidTimeZoneException", e.Error);
        Assert.Equal(hasStarted ? "200" : null, e.Status);
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallThatEndsWithoutAStatusSaysSo()
    {
        await using var app = await StartAsync(context => context.Response.StartAsync());
        await using var client = await Http2Client.ConnectAsync(app.Address);

        await CallAsync(client, "order 7");

        Assert.Equal("MissingGrpcStatus", Assert.Single(app.Recorder.Events).Error);
    }

    [Fact]
    public async Task BothDirectionsOfADuplexCallAreCounted()
    {
        await using var app = await StartAsync(async context =>
        {
            while (await GrpcService.ReadMessageAsync(context.Request.BodyReader) is { } message)
            {
                await GrpcService.SendAsync(context, message + "!");
            }

            GrpcService.SetStatus(context, 0);
        });
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        var reply = new GrpcReply();
        for (var sent = 1; sent <= 3; sent++)
        {
            await client.SendMessageAsync(stream, "hello", isLast: sent == 3);
            while (reply.Messages.Count < sent)
            {
                await client.ReadIntoAsync(reply, stream);
            }
        }

        while (!reply.IsOver)
        {
            await client.ReadIntoAsync(reply, stream);
        }

        var events = app.Recorder.Events;
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal("30", events[1].Http("bytesReceived"));
        Assert.Equal("33", events[1].Http("bytesSent"));
        Assert.Equal("0", events[1].Http("grpcStatus"));
    }

    [Fact]
    public async Task ACallThatComesInForLongIsRecordedBeforeItsAnswer()
    {
        await using var app = await StartAsync(
            async context =>
            {
                await GrpcService.ReadMessageAsync(context.Request.BodyReader);
                await GrpcService.AnswerAsync(context, "sum");
            },
            s => s.AddAuditTrailHttp(o => o.LongResponse = TimeSpan.Zero));
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, "1", isLast: false);
        var start = await app.Recorder.SingleAsync();
        Assert.Equal("start", start.Phase);
        Assert.Null(start.Status);
        await client.SendMessageAsync(stream, "2");
        await client.ReadToEndAsync(stream);

        var events = app.Recorder.Events;
        Assert.Equal(["start", "outcome"], events.Select(e => e.Phase));
        Assert.Equal("0", events[1].Http("grpcStatus"));
        Assert.Equal(start.SharedId, events[1].SharedId);
    }

    [Fact]
    public async Task ARefusalByMiddlewareIsAnOrdinaryAnswer()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGrpc(Path, context =>
            {
                context.Response.ContentType = null;
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            }),
            kestrel: HttpProtocols.Http2);
        await using var client = await Http2Client.ConnectAsync(app.Address);

        await CallAsync(client, "order 7");

        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal("Forbidden", e.Error);
        Assert.Equal("403", e.Status);
        Assert.Null(e.Http("grpcStatus"));
    }

    [Fact]
    public async Task AContentTypeThatACallerInventsChangesNoOtherEndpointsEvent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/orders/refund", () => "done"), kestrel: HttpProtocols.Http2);
        await using var client = await Http2Client.ConnectAsync(app.Address);

        var stream = await client.CallAsync("/orders/refund", "application/grpc", ("grpc-status", "7"));
        await client.SendMessageAsync(stream, "x");
        await client.ReadToEndAsync(stream);

        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal("POST /orders/refund", e.Name);
        Assert.Null(e.Error);
        Assert.Null(e.Http("grpcStatus"));
    }

    [Fact]
    public async Task GrpcWebThatPutsTheTrailersIntoTheBodyIsReadToo()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                // As the gRPC-Web middleware does: trailers of its own, written as a last part of the body, and taken away again.
                a.Use(async (context, next) =>
                {
                    var before = context.Features.Get<IHttpResponseTrailersFeature>();
                    var own = new OwnTrailers();
                    context.Features.Set<IHttpResponseTrailersFeature>(own);
                    await next(context);
                    await context.Response.WriteAsync("trailers:" + own.Trailers["grpc-status"]);
                    context.Features.Set(before);
                });
                a.MapGrpc(Path, async context =>
                {
                    await context.Response.StartAsync();
                    GrpcService.SetStatus(context, 7);
                });
            },
            kestrel: HttpProtocols.Http1);

        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web");
        using var answer = await app.Client.PostAsync(Path, content);

        Assert.Equal("trailers:7", await answer.Content.ReadAsStringAsync());
        var e = Assert.Single(app.Recorder.Events);
        Assert.Equal("PermissionDenied", e.Error);
    }

    [Fact]
    public async Task TheFrameworksOwnClientSeesTheSame()
    {
        await using var app = await StartAsync(context => GrpcService.AnswerAsync(context, "refunded"));
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 1, 65]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc+proto");
        using var answer = await app.Client.SendAsync(request);

        Assert.EndsWith("refunded", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("0", Assert.Single(app.Recorder.Events).Http("grpcStatus"));
    }

    private static Task<WebApp> StartAsync(Func<HttpContext, Task> call, Action<IServiceCollection>? services = null, CollectingRecorder? recorder = null) =>
        WebApp.StartAsync(a => a.MapGrpc(Path, call), services, recorder, HttpProtocols.Http2);

    private static async Task<GrpcReply> CallAsync(Http2Client client, string message)
    {
        var stream = await client.CallAsync(Path);
        await client.SendMessageAsync(stream, message);
        return await client.ReadToEndAsync(stream);
    }

    private sealed class OwnTrailers : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }
}
