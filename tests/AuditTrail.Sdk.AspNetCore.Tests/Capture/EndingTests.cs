using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>How a request ends, and what is recorded then.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task AnAnswerIsOneEventWithItsStatus()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/orders/{id}/refund", (int id) => Results.Json(new { id }, statusCode: 201)));

        (await app.Client.PostAsync("/orders/7/refund?token=SECRET", null)).EnsureSuccessStatusCode();

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("POST /orders/{id}/refund", e.Name);
        Assert.Equal("201", e.Status);
        Assert.Null(e.Error);
        Assert.Null(e.Phase);
        Assert.Equal("7", e["requestParameters.id"]);
        Assert.Equal("false", e["readOnly"]);
        Assert.Equal("tests.example.com", e["eventSource"]);
        Assert.True(Guid.TryParse(e.SharedId, out _));
        Assert.Equal("/orders/{id}/refund", e.Http("route"));
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(418, "ImATeapot")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalServerError")]
    [InlineData(498, "Status498")]
    [InlineData(302, null)]
    public async Task AFailureIsNamedByItsStatus(int status, string? errorCode)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => Results.StatusCode(status)));

        await app.Client.GetAsync("/");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(status.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Status);
        Assert.Equal(errorCode, e.Error);
    }

    [Fact]
    public async Task NoAnswerLeavesBeforeItsRecordExists()
    {
        var recorder = new HoldingRecorder();
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "hello"), recorder: recorder);

        var answer = app.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        await recorder.WaitForAsync(1);
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(100)));

        recorder.Release();
        Assert.Equal("hello", await (await answer).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AnExceptionThatNobodyHandlesIsOneEventWithoutAGuessedStatus()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", Throw));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.Client.GetAsync("/"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("InvalidTimeZoneException", e.Error);
        Assert.Equal("InvalidTimeZoneException", e.Ending);
        Assert.Null(e.Status);
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExceptionThatAnOuterHandlerTurnsInto404IsNeverRecordedAs500()
    {
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidTimeZoneException)
                {
                    context.Response.StatusCode = 404;
                    await context.Response.WriteAsync("no such zone");
                }
            });
            a.UseAuditTrail();
            a.MapGet("/", Throw);
        });

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/")).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "404"], events.Select(e => e.Status));
        Assert.Equal(["InvalidTimeZoneException", "NotFound"], events.Select(e => e.Error));
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
    }

    [Fact]
    public async Task AnExceptionAfterTheStartIsASecondEventUnderTheSameId()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidTimeZoneException("SECRET");
        }));

        await Assert.ThrowsAnyAsync<Exception>(() => app.Client.GetStringAsync("/"));

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["200", "200"], events.Select(e => e.Status));
        Assert.Equal([null, "InvalidTimeZoneException"], events.Select(e => e.Error));
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
        Assert.NotEqual(events[0]["eventID"], events[1]["eventID"]);
    }

    [Fact]
    public async Task AStatusThatIsChangedOutsideAfterwardsIsASecondEvent()
    {
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                await next(context);
                context.Response.StatusCode = 418;
            });
            a.UseAuditTrail();
            a.MapGet("/", () => Results.NoContent());
        });

        await app.Client.GetAsync("/");

        Assert.Equal(["204", "418"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Status));
    }

    [Fact]
    public async Task AStatusThatIsChangedOutsideWhileTheResponseStartsIsASecondEvent()
    {
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use((context, next) =>
            {
                // Registered before the audit's, so it runs after it.
                context.Response.OnStarting(() =>
                {
                    context.Response.StatusCode = 418;
                    return Task.CompletedTask;
                });
                return next(context);
            });
            a.UseAuditTrail();
            a.MapGet("/", (HttpContext context) => context.Response.WriteAsync("hello"));
        });

        await app.Client.GetAsync("/");

        Assert.Equal(["200", "418"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Status));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3600, 1)]
    public async Task AResponseThatGoesOnForLongIsASecondEventAtItsEnd(int longResponse, int expected)
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.MapGet("/download", async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("first");
                    await context.Response.WriteAsync("last");
                });
                a.MapGet("/last", () => Results.NoContent()).SkipAudit();
            },
            s => s.AddAuditTrailHttp(o => o.LongResponse = TimeSpan.FromSeconds(longResponse)));

        Assert.Equal("firstlast", await app.Client.GetStringAsync("/download"));

        var events = await app.Recorder.WaitForAsync(expected);
        Assert.Equal(expected, events.Count);
        Assert.Equal(expected == 2 ? [null, "end"] : [null], events.Select(e => e.Phase));
        Assert.All(events, e => Assert.Equal("200", e.Status));
        Assert.Single(events.Select(e => e.SharedId).Distinct());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task AShortCircuitedEndpointIsRecordedWhereRoutingRunsLater(bool routesLater, int expected)
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            if (routesLater)
            {
                a.UseRouting();
            }

            a.MapGet("/short", () => "short").ShortCircuit();
            a.MapGet("/last", () => "last");
        });

        await app.Client.GetStringAsync("/short");
        await app.Client.GetStringAsync("/last");

        var events = await app.Recorder.WaitForAsync(expected + 1);
        Assert.Equal(expected == 1 ? ["GET /short", "GET /last"] : ["GET /last"], events.Select(e => e.Name));
    }

    [Fact]
    public async Task AnAnswerFromTheOutputCacheIsRecordedToo()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseResponseCompression();
                a.UseOutputCache();
                a.MapGet("/report", () => "hello").WithMetadata(new Microsoft.AspNetCore.OutputCaching.OutputCacheAttribute());
            },
            s => s.AddResponseCompression().AddOutputCache());

        await app.Client.GetStringAsync("/report");
        await app.Client.GetStringAsync("/report");

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["GET /report", "GET /report"], events.Select(e => e.Name));
        Assert.Equal(["200", "200"], events.Select(e => e.Status));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task HeadAndOptionsAreReadOnly(string method)
    {
        await using var app = await WebApp.StartAsync(a => a.MapMethods("/", [method], () => Results.Ok()));

        await app.Client.SendAsync(new HttpRequestMessage(new System.Net.Http.HttpMethod(method), "/"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(method + " /", e.Name);
        Assert.Equal("true", e["readOnly"]);
    }

    [Fact]
    public async Task WhenTheJournalIsDownTheRequestGoesOn()
    {
        var recorder = new FailingRecorder();
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "hello"), recorder: recorder);

        Assert.Equal("hello", await app.Client.GetStringAsync("/"));
        Assert.Equal(1, recorder.Calls);
        Assert.Contains(app.Logger.Messages, m => m.Id == 2001);
    }

    [Fact]
    public async Task WhenTheJournalIsDownTheHandlersOwnExceptionStays()
    {
        var recorder = new FailingRecorder();
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", Throw), recorder: recorder);

        var exception = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.Client.GetAsync("/"));

        Assert.Equal("SECRET", exception.Message);
        Assert.Contains(nameof(Throw), exception.StackTrace, StringComparison.Ordinal);
        Assert.Equal(1, recorder.Calls);
    }

    [Fact]
    public async Task TheRecorderIsToldToGoOnAndIsNotCancelled()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "hello"));

        await app.Client.GetStringAsync("/");

        await app.Recorder.SingleAsync();
        Assert.Equal(RecordFailurePolicy.Continue, Assert.Single(app.Recorder.Options).OnFailure);
    }

    [Fact]
    public async Task TimesComeFromTheMonotonicClock()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "hello"));

        await app.Client.GetStringAsync("/");

        var e = await app.Recorder.SingleAsync();
        var start = double.Parse(e.Http("timeToResponseMs") ?? "", System.Globalization.CultureInfo.InvariantCulture);
        var end = double.Parse(e.Http("durationMs") ?? "", System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(start, 0, 60_000);
        Assert.InRange(end, start, 60_000);
    }

    private static string Throw() => throw new InvalidTimeZoneException("SECRET");
}
