using System.Text.Json.Nodes;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>What a handler adds to the request's event.</summary>
public sealed class HandlerEventTests
{
    [Fact]
    public async Task AHandlersResourcesAndParametersAreInTheEvent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/orders/{id}", (string id, HttpContext context) =>
        {
            context.GetAuditEvent()?
                .Resource("Shop::Order", "arn:" + id, "123456789012")
                .Request("amount", 12.50m)
                .Request("lines", o => o.Add("count", 2))
                .Response("refundId", "r-1")
                .Failed("InsufficientFunds");
            return Results.Ok();
        }).Audit("RefundOrder", ("Shop::Shop", "main")));

        await app.Client.PostAsync("/orders/7", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("main", e["resources.0.ARN"]);
        Assert.Equal("arn:7", e["resources.1.ARN"]);
        Assert.Equal("12.50", e["requestParameters.amount"]);
        Assert.Equal("2", e["requestParameters.lines.count"]);
        Assert.Equal("7", e["requestParameters.id"]);
        Assert.Equal("r-1", e["responseElements.refundId"]);
        Assert.Equal("InsufficientFunds", e.Error);
        Assert.Equal("200", e.Status);
    }

    [Fact]
    public async Task AValueIsTakenWhenItIsGiven()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", (HttpContext context) =>
        {
            var order = new JsonObject { ["state"] = "before" };
            context.GetAuditEvent()?.Request("order", order);
            order["state"] = "after";
            return "ok";
        }));

        await app.Client.GetAsync("/");

        Assert.Equal("before", (await app.Recorder.SingleAsync())["requestParameters.order.state"]);
    }

    [Fact]
    public async Task WhatIsAddedAfterTheStartIsASecondEventAndNotLost()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", async (HttpContext context) =>
        {
            context.GetAuditEvent()?.Request("first", 1);
            await context.Response.WriteAsync("started");
            await context.Response.Body.FlushAsync();
            context.GetAuditEvent()?.Request("rows", 12);
        }));

        await app.Client.GetStringAsync("/");

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["1", null], events.Select(e => e["requestParameters.first"]));
        Assert.Equal([null, "12"], events.Select(e => e["requestParameters.rows"]));
        Assert.Equal([null, "end"], events.Select(e => e.Phase));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
    }

    [Fact]
    public async Task TheSharedIdIsTheEventsOwn()
    {
        Guid? shared = null;
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", (HttpContext context) => shared = context.GetAuditEvent()?.SharedEventId));

        await app.Client.GetAsync("/");

        Assert.Equal(shared?.ToString("D"), (await app.Recorder.SingleAsync()).SharedId);
    }

    [Fact]
    public async Task ASkippedRequestHasNoEvent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", (HttpContext context) => context.GetAuditEvent() is null ? "none" : "some").SkipAudit());

        Assert.Equal("none", await app.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task ASkippedRequestHasNoEventAlsoWhereRoutingRunsLater()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseRouting();
            a.MapGet("/", (HttpContext context) => context.GetAuditEvent() is null ? "none" : "some").SkipAudit();
        });

        Assert.Equal("none", await app.Client.GetStringAsync("/"));
        Assert.Empty(app.Recorder.Events);
    }

    [Fact]
    public async Task WhatMiddlewareAddsToARequestThatNoEndpointServesIsRecorded()
    {
        await using var app = await WebApp.StartAsync(a => a.Run(context =>
        {
            context.GetAuditEvent()?.Resource("Shop::Report", "r-1");
            return context.Response.WriteAsync("ok");
        }));

        await app.Client.GetAsync("/report");

        Assert.Equal("r-1", (await app.Recorder.SingleAsync())["resources.0.ARN"]);
    }

    [Fact]
    public async Task WhatIsAddedWhileAnUnsentResponseStartsIsNotLost()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", (HttpContext context) =>
        {
            context.Response.OnStarting(() =>
            {
                context.GetAuditEvent()?.Response("etag", "e-1");
                return Task.CompletedTask;
            });
        }));

        await app.Client.GetAsync("/");

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal("e-1", events[1]["responseElements.etag"]);
        Assert.Equal("end", events[1].Phase);
    }

    [Fact]
    public async Task AddingAfterTheRequestsEndIsAWarning()
    {
        HttpAuditEvent? kept = null;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                await next(context);
                over.SetResult();
            });
            a.UseAuditTrail();
            a.MapGet("/", (HttpContext context) =>
            {
                kept = context.GetAuditEvent();
                return "hello";
            });
        });
        await app.Client.GetAsync("/");
        await over.Task;

        Assert.NotNull(kept);
        kept.Request("late", 1);

        Assert.Contains("it is not recorded", Assert.Single(app.Logger.Warnings), StringComparison.Ordinal);
        Assert.Single(app.Recorder.Events);
    }

    [Fact]
    public async Task HooksThatThrowCostNeitherTheRequestNorTheEvent()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/orders/{id}", (string id) => id),
            s => Microsoft.Extensions.DependencyInjection.AuditTrailHttpServiceCollectionExtensions.AddAuditTrailHttp(s, o =>
            {
                o.MapIdentity = (_, _) => throw new InvalidTimeZoneException("SECRET");
                o.Enrich = (_, e) =>
                {
                    e.Additional("tenant", "t1");
                    throw new FormatException("SECRET");
                };
            }));

        Assert.Equal("7", await app.Client.GetStringAsync("/orders/7"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("MapIdentity: InvalidTimeZoneException; Enrich: FormatException", e["additionalEventData.captureProblem"]);
        Assert.Equal("t1", e["additionalEventData.tenant"]);
        Assert.Equal("anonymous", e["userIdentity.principalId"]);
        Assert.Equal("200", e.Status);
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHookThatUsesTheEventUpCostsNeitherTheEventNorTheActor()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.MapGet("/", () => "");
            },
            s =>
            {
                HeaderAuthentication.Add(s);
                Microsoft.Extensions.DependencyInjection.AuditTrailHttpServiceCollectionExtensions.AddAuditTrailHttp(s, o => o.Enrich = (_, e) => e.Build());
            });
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/");
        request.Headers.Add("X-User", "ana");

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("ana", e["userIdentity.userName"]);
        Assert.Equal("200", e.Status);
        Assert.Equal("InvalidOperationException", e["additionalEventData.captureProblem"]);
    }

    [Fact]
    public async Task APrincipalThatThrowsCostsNeitherTheRequestNorTheEvent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/orders/{id}", (string id, HttpContext context) =>
        {
            context.User = new ThrowingPrincipal();
            return Results.Conflict();
        }));

        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await app.Client.PostAsync("/orders/7", null)).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("POST /orders/{id}", e.Name);
        Assert.Equal("InvalidTimeZoneException", e["additionalEventData.captureProblem"]);
        Assert.Equal("Conflict", e.Error);
        Assert.Equal("409", e.Status);
    }

    private sealed class ThrowingPrincipal : System.Security.Claims.ClaimsPrincipal
    {
        public override System.Security.Principal.IIdentity? Identity => throw new InvalidTimeZoneException("SECRET");
    }
}
