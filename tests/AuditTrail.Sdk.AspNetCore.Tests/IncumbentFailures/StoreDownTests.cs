using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore.Tests.IncumbentFailures;

/// <summary>
/// Requests while the store is down, with the real recorder and a journal on a disk: down for a while (the journal takes the events), or for so long that
/// the journal refuses them. The numbers are the rows of docs/failures.md.
/// </summary>
public sealed class StoreDownTests
{
    private static readonly string Answer = new('a', 100_000);

    [Fact]
    public async Task Row02WhileTheStoreIsDownARequestIsRecordedAndDeliveredLater()
    {
        await using var app = await StoredApp.StartAsync(a => a.MapPost("/orders/{id}/refund", (string id) => id).Audit("RefundOrder"));
        app.Store.IsDown = true;

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/orders/7/refund", null)).StatusCode);
        app.Store.IsDown = false;

        var e = await app.Store.WaitForAsync("RefundOrder");
        Assert.Equal(("200", "7"), (e.Status, e["requestParameters.id"]));
        Assert.Equal(0, app.Recorder.GetStatus().Lost);
    }

    [Fact]
    public async Task Row03WhenTheJournalRefusesASuccessfulRequestIsASuccess()
    {
        await using var app = await StoredApp.StartAsync(a => a.MapPost("/orders/{id}/refund", (string id) => id).Audit("RefundOrder"));
        await app.FillJournalAsync();
        var lost = app.Recorder.GetStatus().Lost;

        Assert.Equal("7", await (await app.Client.PostAsync("/orders/7/refund", null)).Content.ReadAsStringAsync());
        Assert.Equal(lost + 1, app.Recorder.GetStatus().Lost);

        app.Store.IsDown = false;
        var gap = await app.Store.WaitForAsync("TrailGap");
        Assert.NotNull(gap["requestParameters.reason"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row13WhenTheStoreIsDownTheCallerGetsTheWholeAnswer(bool journalRefuses)
    {
        await using var app = await StoredApp.StartAsync(a => a.MapGet("/report", () => Answer));
        await BreakAsync(app, journalRefuses);

        using var answer = await app.Client.GetAsync("/report");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row14WhenTheHandlerThrowsAndTheStoreIsDownTheHandlersExceptionStays(bool journalRefuses)
    {
        Exception? seen = null;
        await using var app = await StoredApp.StartAsync(
            a => a.MapGet("/", string () => throw new InvalidTimeZoneException("the application's own")),
            outside: a => a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception exception)
                {
                    seen = exception;
                    context.Response.StatusCode = 409;
                }
            }));
        await BreakAsync(app, journalRefuses);

        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.GetAsync("/")).StatusCode);

        Assert.Equal("the application's own", Assert.IsType<InvalidTimeZoneException>(seen).Message);
        Assert.Null(seen.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row17AStreamReachesTheCallerWhileItsHandlerStillWaits(bool journalRefuses)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StoredApp.StartAsync(a => a.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
        }));
        await BreakAsync(app, journalRefuses);

        using var answer = await app.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());
        goOn.SetResult();
    }

    [Fact]
    public async Task ARequiredEndpointRunsWhileTheStoreIsDownAndNotWhenTheJournalRefuses()
    {
        var ran = 0;
        await using var app = await StoredApp.StartAsync(a => a.MapPost("/transfers", () => ++ran).Audit("TransferMoney", required: true));

        app.Store.IsDown = true;
        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/transfers", null)).StatusCode);
        await app.FillJournalAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.PostAsync("/transfers", null)).StatusCode);

        Assert.Equal(1, ran);
    }

    private static Task BreakAsync(StoredApp app, bool journalRefuses)
    {
        app.Store.IsDown = true;
        return journalRefuses ? app.FillJournalAsync() : Task.CompletedTask;
    }
}
