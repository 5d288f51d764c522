using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>The same promise for every kind of endpoint, and beside the framework's other middleware.</summary>
public sealed class RequiredPlacesTests
{
    [Theory]
    [InlineData("/ledger/post", true)]
    [InlineData("/ledger/named", true)]
    [InlineData("/ledger/free", false)]
    [InlineData("/ledger/skipped", false)]
    [InlineData("/books/close", true)]
    [InlineData("/books/open", false)]
    public Task AnActionIsRequiredWhenItsMostSpecificWordSaysSo(string path, bool required) =>
        AssertRequiredAsync(path, required, a => a.MapControllers(), SomeControllers.Add);

    [Theory]
    [InlineData("/group/plain", true)]
    [InlineData("/group/named", true)]
    [InlineData("/group/free", false)]
    [InlineData("/group/skipped", false)]
    [InlineData("/lambda", true)]
    public async Task AnEndpointOfAGroupIsRequiredWhenItsMostSpecificWordSaysSo(string path, bool required)
    {
        await AssertRequiredAsync(path, required, a =>
        {
            var group = a.MapGroup("/group").WithMetadata(new AuditAttribute { Required = true });
            group.MapPost("/plain", () => "");
            group.MapPost("/named", () => "").Audit("Named");
            group.MapPost("/free", () => "").Audit("Free", required: false);
            group.MapPost("/skipped", () => "").SkipAudit();
            a.MapPost("/lambda", [Audit(Required = true)] () => "");
        });
    }

    [Fact]
    public Task ARazorPageIsRequiredByTheAttributeOfItsModel() =>
        AssertRequiredAsync("/transfer-page", required: true, a => a.MapRazorPages(), HandMadePage.Add);

    [Fact]
    public Task AHubIsRequired() =>
        AssertRequiredAsync("/hub/negotiate", required: true, a => a.MapHub<EmptyHub>("/hub").Audit("Connect", required: true), services => services.AddSignalR());

    [Fact]
    public async Task AnEndpointThatEndsInRoutingIsGuardedThere()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseRouting();
            a.MapPost("/transfer", handler.Run).ShortCircuit().Audit("TransferMoney", required: true);
        });

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        Assert.Equal(["attempt", "outcome"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Phase));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task AnEndpointThatEndsInRoutingBeforeTheMiddlewareDoesNotRun()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsync(a => a.MapPost("/transfer", handler.Run).ShortCircuit().Audit("TransferMoney", required: true));

        await AssertUnwatchedAsync(app, handler);
    }

    [Fact]
    public async Task ABranchOfThePipelineWithoutTheMiddlewareRunsNoRequiredEndpoint()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.UseWhen(context => context.Request.Path.StartsWithSegments("/watched", StringComparison.Ordinal), branch => branch.UseAuditTrail());
            a.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true);
        });

        await AssertUnwatchedAsync(app, handler);
    }

    [Fact]
    public async Task AMappedBranchWithRoutingOfItsOwnRunsNoRequiredEndpointUnwatched()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Map("/inner", branch => branch.UseRouting().UseEndpoints(e => e.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true)));
            a.UseAuditTrail();
        });

        await AssertUnwatchedAsync(app, handler, "/inner");
    }

    [Fact]
    public async Task RequestsWithinARequestDoNotRunUnderItsAttempt()
    {
        var handler = new Handler();
        List<int> answers = [];
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use((context, next) => InPartsAsync(context, next, answers));
            a.UseRouting();
            a.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true);
        });

        await app.Client.PostAsync("/batch", null);

        Assert.Equal([503, 503], answers);
        Assert.Equal(0, handler.Runs);
        Assert.Contains(app.Logger.Messages, m => m.Id == 2010);
    }

    [Fact]
    public async Task RequestsWithinARequestAreRecordedEachWhereTheMiddlewareIsAmongThem()
    {
        var handler = new Handler();
        List<int> answers = [];
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use((context, next) => InPartsAsync(context, next, answers));
            a.UseAuditTrail();
            a.UseRouting();
            a.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true);
        });

        await app.Client.PostAsync("/batch", null);

        Assert.Equal([200, 200], answers);
        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["attempt", "outcome", "attempt", "outcome"], events.Select(e => e.Phase));
        Assert.All(events, e => Assert.Equal("TransferMoney", e.Name));
        Assert.Equal(2, events.Select(e => e.SharedId).Distinct().Count());
    }

    [Fact]
    public async Task ASecondEndpointThatTheSameRequestRunsMakesAnAttemptOfItsOwn()
    {
        var second = new Handler();
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                await next(context);
                context.SetEndpoint(null);
                context.Request.Path = "/close";
                await next(context);
            });
            a.UseRouting();
            a.MapPost("/transfer", () => { }).Audit("TransferMoney", required: true);
            a.MapPost("/close", second.Run).Audit("CloseAccount", required: true);
        });

        await app.Client.PostAsync("/transfer", null);

        var events = await app.Recorder.WaitForAsync(3);
        Assert.Equal([("TransferMoney", "attempt"), ("CloseAccount", "attempt"), ("CloseAccount", "outcome")], events.Select(e => (e.Name, e.Phase)));
        Assert.Equal(1, second.Runs);
    }

    [Fact]
    public async Task ARequiredErrorPageOfASkippedRequestHasAnOutcomeToo()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseExceptionHandler("/error");
            a.UseRouting();
            a.MapPost("/quiet", string () => throw new InvalidTimeZoneException()).SkipAudit();
            a.Map("/error", () => Results.StatusCode(500)).Audit("ErrorPage", required: true);
        });

        await app.Client.PostAsync("/quiet", null);

        Assert.Equal([("ErrorPage", "attempt"), ("ErrorPage", "outcome")], (await app.Recorder.WaitForAsync(2)).Select(e => (e.Name, e.Phase)));
    }

    [Fact]
    public async Task ABrowsersQuestionWhetherItMayIsNoAttempt()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseCors(p => p.AllowAnyOrigin().AllowAnyMethod());
                a.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true).RequireCors(p => p.AllowAnyOrigin().AllowAnyMethod());
            },
            s => s.AddCors());
        using var question = new HttpRequestMessage(System.Net.Http.HttpMethod.Options, "/transfer");
        question.Headers.Add("Origin", "https://shop.example.com");
        question.Headers.Add("Access-Control-Request-Method", "POST");

        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.SendAsync(question)).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("OPTIONS /transfer", null), (e.Name, e.Phase));
        Assert.Equal(0, handler.Runs);
    }

    [Fact]
    public async Task ARequestTimeoutIsTheOutcome()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseRequestTimeouts();
                a.MapPost("/transfer", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted))
                    .WithRequestTimeout(TimeSpan.FromMilliseconds(50)).Audit("TransferMoney", required: true);
            },
            s => s.AddRequestTimeouts());

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([("attempt", null), ("outcome", "504")], events.Select(e => (e.Phase, e.Status)));
    }

    [Fact]
    public async Task AnAnswerFromACacheIsNoAttemptSinceNothingRuns()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseOutputCache();
                a.MapGet("/balance", handler.Run).CacheOutput().Audit("ReadBalance", required: true);
            },
            s => s.AddOutputCache());

        await app.Client.GetStringAsync("/balance");
        await app.Client.GetStringAsync("/balance");

        Assert.Equal(["attempt", "outcome", null], (await app.Recorder.WaitForAsync(3)).Select(e => e.Phase));
        Assert.Equal(1, handler.Runs);
    }

    /// <summary>With a recorder that loses attempts a required endpoint answers 503, and one that is not required something else.</summary>
    private static async Task AssertRequiredAsync(string path, bool required, Action<WebApplication> map, Action<IServiceCollection>? services = null)
    {
        await using (var app = await WebApp.StartAsync(map, services, new AnsweringRecorder(RecordOutcome.Lost)))
        {
            Assert.Equal(required ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, (await app.Client.PostAsync(path, null)).StatusCode);
        }

        await using (var app = await WebApp.StartAsync(map, services))
        {
            Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync(path, null)).StatusCode);
            if (required)
            {
                Assert.Equal(["attempt", "outcome"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Phase));
            }
        }
    }

    private static async Task AssertUnwatchedAsync(WebApp app, Handler handler, string branch = "")
    {
        using var response = await app.Client.PostAsync(branch + "/transfer", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal(0, handler.Runs);
        Assert.Contains("/transfer", Assert.Single(app.Logger.Messages, m => m.Id == 2010).Text, StringComparison.Ordinal);
    }

    /// <summary>As OData's batches do: each part is a context of its own with the features of the whole.</summary>
    private static async Task InPartsAsync(HttpContext whole, RequestDelegate next, List<int> answers)
    {
        for (var part = 0; part < 2; part++)
        {
            var features = new FeatureCollection();
            foreach (var (type, feature) in whole.Features)
            {
                if (type != typeof(IEndpointFeature) && type != typeof(IItemsFeature) && type != typeof(IQueryFeature))
                {
                    features[type] = feature;
                }
            }

            features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = HttpMethods.Post, Path = "/transfer" });
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            var context = new DefaultHttpContext(features);
            await next(context);
            answers.Add(context.Response.StatusCode);
        }
    }

    private sealed class EmptyHub : Hub;
}
