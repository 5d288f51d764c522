using System.Net;
using System.Security.Claims;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.IncumbentFailures;

/// <summary>What goes wrong with what a request says elsewhere, and must not here. The numbers are the rows of docs/failures.md.</summary>
public sealed class RequestFailureTests
{
    [Fact]
    public async Task Row11APrincipalWithoutAnIdentityIsNobodyAndTheRequestGoesOn()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal();
                return next(context);
            });
            a.MapGet("/", () => "ok");
        });

        Assert.Equal("ok", await app.Client.GetStringAsync("/"));

        Assert.Equal("anonymous", (await app.Recorder.SingleAsync())["userIdentity.principalId"]);
    }

    [Fact]
    public async Task Row12WhoSignsInAfterTheMiddlewareIsInTheRecord()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.MapGet("/", () => "ok");
            },
            HeaderAuthentication.Add);
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/");
        request.Headers.Add("X-User", "ana");

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("ana", e["userIdentity.userName"]);
        Assert.DoesNotContain($"\"{Environment.UserName}\"", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row15AStatusThatAnOuterHandlerDecidesIsNotGuessed()
    {
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (KeyNotFoundException)
                {
                    context.Response.StatusCode = 404;
                    await context.Response.WriteAsync("no such order");
                }
            });
            a.UseAuditTrail();
            a.MapGet("/", string () => throw new KeyNotFoundException());
        });

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/")).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, "404"], events.Select(e => e.Status));
        Assert.Equal("KeyNotFoundException", events[0].Error);
        Assert.Single(events.Select(e => e.SharedId).Distinct());
    }

    [Fact]
    public async Task Row16ASecretInTheAddressOrInAHeaderIsNowhere()
    {
        const string Secret = "SECRET4711";
        await using var app = await WebApp.StartAsync(a => a.MapGet("/download", () => "ok"));
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"/download?access_token={Secret}&page=2");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Secret);
        request.Headers.TryAddWithoutValidation("Cookie", "session=" + Secret);

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("GET /download", "access_token", "***"), (e.Name, e.Http("query.0.name"), e.Http("query.0.value")));
        Assert.DoesNotContain(Secret, e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row18AnActionBehindTheMiddlewareIsOneEventWithAnEnd()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapControllers(),
            s => s.AddControllers().AddApplicationPart(typeof(PaymentsController).Assembly));

        await app.Client.PostAsync("/payments/7", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("Pay", "200", "7", "12"), (e.Name, e.Status, e["requestParameters.id"], e["requestParameters.amount"]));
    }

    [Fact]
    public async Task Row19ACallerWhoIsGoneAlreadyIsServedAsWithoutUsAndRecorded()
    {
        var ran = 0;
        await using var app = await WebApp.StartAsIsAsync(a =>
        {
            a.Use((context, next) =>
            {
                context.RequestAborted = new CancellationToken(canceled: true);
                return next(context);
            });
            a.UseAuditTrail();
            a.MapPost("/orders", () =>
            {
                ran++;
                return "done";
            });
        });

        await app.Client.PostAsync("/orders", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal((1, "POST /orders", "RequestAborted"), (ran, e.Name, e.Error));
    }

    [Fact]
    public async Task Row20AnExceptionThatTheHandlerDealtWithIsNoFailure()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.MapGet("/handled", async () =>
            {
                try
                {
                    await Task.Yield();
                    throw new InvalidTimeZoneException();
                }
                catch (InvalidTimeZoneException)
                {
                    return "ok";
                }
            });
            a.MapGet("/thrown", async Task<string> () =>
            {
                await Task.Yield();
                throw new InvalidTimeZoneException();
            });
        });

        await app.Client.GetAsync("/handled");
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.Client.GetAsync("/thrown"));

        Assert.Equal([null, "InvalidTimeZoneException"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Error));
    }
}

[Route("payments")]
public sealed class PaymentsController : ControllerBase
{
    [HttpPost("{id}")]
    [Audit("Pay")]
    public string Pay(string id)
    {
        HttpContext.GetAuditEvent()?.Request("amount", 12);
        return id;
    }
}
