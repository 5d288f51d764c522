using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>Endpoints that must not run unrecorded: what is recorded, and when the handler may run.</summary>
public sealed class RequiredEndpointTests
{
    [Fact]
    public async Task TheAttemptIsRecordedBeforeTheHandlerRunsAndTheOutcomeSharesItsId()
    {
        CollectingRecorder recorder = new();
        IReadOnlyList<Recorded> seen = [];
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/accounts/{id}/transfer", (string id) =>
            {
                seen = recorder.Events;
                return Results.StatusCode(202);
            }).Audit("TransferMoney", resource: ("Bank::Account", "{id}"), required: true),
            recorder: recorder);

        Assert.Equal(HttpStatusCode.Accepted, (await app.Client.PostAsync("/accounts/7/transfer", null)).StatusCode);

        var attempt = Assert.Single(seen);
        Assert.Equal(("TransferMoney", "attempt", null, null), (attempt.Name, attempt.Phase, attempt.Status, attempt.Error));
        Assert.Equal("7", attempt["requestParameters.id"]);
        Assert.Equal("7", attempt["resources.0.ARN"]);
        Assert.Null(attempt.Http("durationMs"));
        var outcome = recorder.Events[1];
        Assert.Equal(("TransferMoney", "outcome", "202", null), (outcome.Name, outcome.Phase, outcome.Status, outcome.Error));
        Assert.Equal(attempt.SharedId, outcome.SharedId);
        Assert.Equal([RecordPhase.Attempt, RecordPhase.Outcome], recorder.Options.Select(o => o.Phase));
        Assert.Equal(2, recorder.Events.Count);
    }

    [Fact]
    public async Task AnAttemptIsDurableWhateverTheOptionsSay()
    {
        var limit = TimeSpan.FromSeconds(11);
        await using var app = await StartAsync(new Handler(), new CollectingRecorder(), s => s.AddAuditTrailHttp(o => (o.Guarantee, o.WaitLimit) = (AuditGuarantee.Accepted, limit)));

        await app.Client.PostAsync("/transfer", null);

        await app.Recorder.WaitForAsync(2);
        Assert.Equal([AuditGuarantee.Durable, AuditGuarantee.Accepted], app.Recorder.Options.Select(o => o.Guarantee));
        Assert.All(app.Recorder.Options, o => Assert.Equal((limit, RecordFailurePolicy.Continue), (o.WaitLimit, o.OnFailure)));
    }

    [Theory]
    [InlineData(RecordOutcome.Late)]
    [InlineData(RecordOutcome.Lost)]
    [InlineData(RecordOutcome.Suppressed)]
    public async Task AnAttemptThatIsNotRecordedIs503AndTheHandlerDoesNotRun(RecordOutcome answer)
    {
        var handler = new Handler();
        await using var app = await StartAsync(handler, new AnsweringRecorder(answer));

        using var response = await app.Client.PostAsync("/transfer", null);

        await AssertRefusedAsync(app, response, handler);
        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["attempt", "outcome"], events.Select(e => e.Phase));
        Assert.Equal(("503", "ServiceUnavailable"), (events[1].Status, events[1].Error));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
        Assert.Equal((RecordPhase.Outcome, AuditGuarantee.Accepted), (app.Recorder.Options[1].Phase, app.Recorder.Options[1].Guarantee));
        Assert.Contains(app.Logger.Messages, m => m.Id == 2011 && m.Text.Contains("THE DISK IS STALLED", StringComparison.Ordinal) && m.Text.Contains(events[0].SharedId ?? "?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARecorderThatThrowsAtOnceIs503AndTheHandlerDoesNotRun()
    {
        var handler = new Handler();
        await using var app = await StartAsync(handler, new FailingRecorder());

        using var response = await app.Client.PostAsync("/transfer", null);

        await AssertRefusedAsync(app, response, handler);
    }

    [Fact]
    public async Task ARecorderThatThrowsLaterIs503AndTheHandlerDoesNotRun()
    {
        var handler = new Handler();
        await using var app = await StartAsync(handler, new AnsweringRecorder(() => throw new ObjectDisposedException("the recorder")));

        using var response = await app.Client.PostAsync("/transfer", null);

        await AssertRefusedAsync(app, response, handler);
    }

    [Fact]
    public async Task WhoIsRefusedHasMadeNoAttempt()
    {
        var handler = new Handler();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.MapPost("/transfer", handler.Run).RequireAuthorization("Admin").Audit("TransferMoney", required: true);
            },
            HeaderAuthentication.Add);

        app.Client.DefaultRequestHeaders.Add("X-User", "mallory");
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        var e = Assert.Single(await app.Recorder.WaitForAsync(2), e => e.Name == "TransferMoney");
        Assert.Equal((null, "403", "mallory"), (e.Phase, e.Status, e["userIdentity.userName"]));
        Assert.Equal(0, handler.Runs);
    }

    [Fact]
    public async Task TheAttemptNamesWhoIsSignedIn()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.MapPost("/transfer", () => "").RequireAuthorization().Audit("TransferMoney", required: true);
            },
            HeaderAuthentication.Add);

        app.Client.DefaultRequestHeaders.Add("X-User", "alice");
        await app.Client.PostAsync("/transfer", null);

        Assert.All(await app.Recorder.WaitForAsync(2), e => Assert.Equal(("alice", "verified"), (e["userIdentity.userName"], e.Http("authentication"))));
    }

    [Fact]
    public async Task AnExceptionOfTheHandlerIsTheOutcome()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/transfer", string () => throw new InvalidTimeZoneException()).Audit("TransferMoney", required: true));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.Client.PostAsync("/transfer", null));

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["attempt", "outcome"], events.Select(e => e.Phase));
        Assert.Equal((null, "InvalidTimeZoneException"), (events[1].Status, events[1].Error));
    }

    [Fact]
    public async Task ACallerWhoLeavesWhileTheAttemptWaitsRunsNothingUnrecorded()
    {
        var handler = new Handler();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<AuditReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(
            handler,
            new AnsweringRecorder(() =>
            {
                asked.SetResult();
                return answer.Task.GetAwaiter().GetResult();
            }),
            kestrel: HttpProtocols.Http1);
        using var leave = new CancellationTokenSource();
        var call = app.Client.PostAsync("/transfer", null, leave.Token);

        await asked.Task;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        answer.SetResult(new AuditReceipt(RecordOutcome.Late, "", Guid.Empty, 0));

        await app.Recorder.WaitForAsync(2);
        Assert.Equal(0, handler.Runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnErrorPageMakesNoSecondAttempt(bool routingAfter)
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseExceptionHandler("/error");
            if (routingAfter)
            {
                a.UseRouting();
            }

            a.MapPost("/transfer", string () => throw new InvalidTimeZoneException()).Audit("TransferMoney", required: true);
            a.Map("/error", () => Results.StatusCode(500)).Audit("ErrorPage", required: true);
        });

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([("TransferMoney", "attempt"), ("TransferMoney", "outcome")], events.Select(e => (e.Name, e.Phase)));
        Assert.Equal("InvalidTimeZoneException", events[1].Error);
    }

    [Fact]
    public async Task ARequiredErrorPageOfARefusedRequestDoesNotRunEither()
    {
        var page = new Handler();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseStatusCodePagesWithReExecute("/status");
                a.UseRouting();
                a.MapPost("/transfer", () => "").Audit("TransferMoney", required: true);
                a.Map("/status", page.Run).Audit("StatusPage", required: true);
            },
            recorder: new AnsweringRecorder(RecordOutcome.Lost));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        Assert.Equal(0, page.Runs);
        Assert.Equal(["attempt", "outcome"], (await app.Recorder.WaitForAsync(2)).Select(e => e.Phase));
    }

    [Fact]
    public async Task AStreamIsAnAttemptAnOutcomeAndAnEnd()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
        }).Audit("WatchAccount", required: true));

        await app.Client.GetStringAsync("/events");

        var events = await app.Recorder.WaitForAsync(3);
        Assert.Equal(["attempt", "outcome", "end"], events.Select(e => e.Phase));
        Assert.Single(events.Select(e => e.SharedId).Distinct());
    }

    [Fact]
    public async Task WhatMiddlewareAddedIsInTheAttemptAndInTheOutcome()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use((context, next) =>
            {
                context.GetAuditEvent()?.Request("tenant", "acme").Resource("Bank::Tenant", "acme");
                return next(context);
            });
            a.MapPost("/transfer", (HttpContext context) => context.GetAuditEvent()?.Request("amount", 5)).Audit("TransferMoney", required: true);
        });

        await app.Client.PostAsync("/transfer", null);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.All(events, e => Assert.Equal(("acme", "acme"), (e["requestParameters.tenant"], e["resources.0.ARN"])));
        Assert.Equal([null, "5"], events.Select(e => e["requestParameters.amount"]));
        Assert.Equal(2, app.Recorder.Events.Count);
    }

    [Fact]
    public async Task EachOfTwoRequestsMakesItsOwnAttempt()
    {
        var handler = new Handler();
        await using var app = await StartAsync(handler, new CollectingRecorder());

        await app.Client.PostAsync("/transfer", null);
        await app.Client.PostAsync("/close", null);

        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["TransferMoney", "TransferMoney", "CloseAccount", "CloseAccount"], events.Select(e => e.Name));
        Assert.Equal(["attempt", "outcome", "attempt", "outcome"], events.Select(e => e.Phase));
        Assert.Equal(2, events.Select(e => e.SharedId).Distinct().Count());
        Assert.Equal(2, handler.Runs);
    }

    [Fact]
    public async Task WhereAPipelineRoutesTwiceTheAttemptIsOfTheEndpointThatRuns()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseRouting();
            a.Use((context, next) =>
            {
                context.Request.Path = "/transfer";
                context.SetEndpoint(null);
                return next(context);
            });
            a.UseRouting();
            a.MapPost("/alias", () => "");
            a.MapPost("/transfer", () => "").Audit("TransferMoney", required: true);
        });

        await app.Client.PostAsync("/alias", null);

        Assert.Equal([("TransferMoney", "attempt"), ("TransferMoney", "outcome")], (await app.Recorder.WaitForAsync(2)).Select(e => (e.Name, e.Phase)));
    }

    [Fact]
    public async Task AResponseThatBeganBeforeTheAttemptHasAnEventAfterItToo()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Use(async (context, next) =>
            {
                await context.Response.WriteAsync("early");
                await next(context);
            });
            a.MapPost("/transfer", () => { }).Audit("TransferMoney", required: true);
        });

        await app.Client.PostAsync("/transfer", null);

        Assert.Equal([null, "attempt", "end"], (await app.Recorder.WaitForAsync(3)).Select(e => e.Phase));
        Assert.Equal(RecordPhase.Outcome, app.Recorder.Options[2].Phase);
    }

    private static Task<WebApp> StartAsync(Handler handler, CollectingRecorder recorder, Action<IServiceCollection>? services = null, HttpProtocols? kestrel = null) =>
        WebApp.StartAsync(
            a =>
            {
                a.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true);
                a.MapPost("/close", handler.Run).Audit("CloseAccount", required: true);
            },
            services,
            recorder,
            kestrel);

    private static async Task AssertRefusedAsync(WebApp app, HttpResponseMessage response, Handler handler)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Equal(0, handler.Runs);
        Assert.Contains(app.Logger.Messages, m => m.Id == 2011);
    }
}
