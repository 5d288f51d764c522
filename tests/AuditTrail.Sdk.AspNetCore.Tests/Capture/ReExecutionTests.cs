using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>Error pages execute the pipeline again; a request stays one event, of the endpoint that was asked for.</summary>
public sealed class ReExecutionTests
{
    public enum Routing
    {
        /// <summary>As a WebApplication puts it: before everything.</summary>
        Before,

        /// <summary>Called after UseAuditTrail.</summary>
        After,
    }

    [Theory]
    [InlineData(Routing.Before, false)]
    [InlineData(Routing.Before, true)]
    [InlineData(Routing.After, false)]
    [InlineData(Routing.After, true)]
    public async Task AnExceptionPageKeepsTheEndpointTheRouteValuesAndTheStatus(Routing routing, bool outside)
    {
        await using var app = await StartAsync(routing, outside, a => a.UseExceptionHandler("/error"));

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/orders/7?a=1")).StatusCode);

        var e = await OutcomeAsync(app);
        Assert.Equal("GET /orders/{id}", e.Name);
        Assert.Equal("/orders/{id}", e.Http("route"));
        Assert.Equal("7", e["requestParameters.id"]);
        Assert.Equal("InvalidTimeZoneException", e.Error);
        Assert.Equal("a", e.Http("query.0.name"));
        Assert.Equal(outside ? null : "500", e.Status);
    }

    [Theory]
    [InlineData(Routing.Before, false)]
    [InlineData(Routing.Before, true)]
    [InlineData(Routing.After, false)]
    [InlineData(Routing.After, true)]
    public async Task AStatusPageKeepsTheEndpointTheRouteValuesAndTheStatus(Routing routing, bool outside)
    {
        await using var app = await StartAsync(routing, outside, a => a.UseStatusCodePagesWithReExecute("/status/{0}", "?code={0}"));

        Assert.Equal("page of 409", await (await app.Client.GetAsync("/conflicts/7?a=1")).Content.ReadAsStringAsync());

        var e = await OutcomeAsync(app);
        Assert.Equal("GET /conflicts/{id}", e.Name);
        Assert.Equal("7", e["requestParameters.id"]);
        Assert.Equal("Conflict", e.Error);
        Assert.Equal("409", e.Status);
        Assert.Equal("a", e.Http("query.0.name"));
    }

    [Theory]
    [InlineData(Routing.Before, false)]
    [InlineData(Routing.Before, true)]
    [InlineData(Routing.After, false)]
    [InlineData(Routing.After, true)]
    public async Task AStatusPageForAPathThatNobodyServesIsUnmatched(Routing routing, bool outside)
    {
        await using var app = await StartAsync(routing, outside, a => a.UseStatusCodePagesWithReExecute("/status/{0}"));

        Assert.Equal("page of 404", await (await app.Client.GetAsync("/wp-admin.php")).Content.ReadAsStringAsync());

        var e = await OutcomeAsync(app);
        Assert.Equal("UnmatchedRequest", e.Name);
        Assert.Equal("404", e.Status);
        Assert.Equal("/wp-admin.php", e["requestParameters.path"]);
    }

    [Theory]
    [InlineData(Routing.Before, false)]
    [InlineData(Routing.Before, true)]
    [InlineData(Routing.After, false)]
    [InlineData(Routing.After, true)]
    public async Task ASkippedEndpointIsSkippedAlsoWhenItsErrorPageIsNot(Routing routing, bool outside)
    {
        await using var app = await StartAsync(routing, outside, a => a.UseExceptionHandler("/error"));

        await app.Client.GetAsync("/skipped");
        await app.Client.GetAsync("/last");

        Assert.Equal("GET /last", (await OutcomeAsync(app)).Name);
    }

    [Fact]
    public async Task AnExceptionHandlersStatusIsTheOneThatIsSent()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseExceptionHandler(new ExceptionHandlerOptions
            {
                AllowStatusCode404Response = true,
                ExceptionHandler = context =>
                {
                    context.Response.StatusCode = 404;
                    return context.Response.WriteAsync("gone");
                },
            });
            a.MapGet("/orders/{id}", string (string id) => throw new InvalidTimeZoneException());
        });

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/orders/7")).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("404", e.Status);
        Assert.Equal("InvalidTimeZoneException", e.Error);
        Assert.Equal("7", e["requestParameters.id"]);
    }

    [Fact]
    public async Task TwoMiddlewaresAreOneEvent()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.UseAuditTrail();
            a.MapGet("/", () => "hello");
        });

        await app.Client.GetStringAsync("/");

        await app.Recorder.SingleAsync();
    }

    /// <summary>The first event; a second one may say what an outer error page answered, and has to be of the same request.</summary>
    private static async Task<Recorded> OutcomeAsync(WebApp app)
    {
        await app.Client.GetAsync("/flush");
        await app.Recorder.WaitForAsync(2);
        var events = app.Recorder.Events.TakeWhile(e => e.Name != "GET /flush").ToArray();
        Assert.All(events.Skip(1), e => Assert.Equal((events[0].SharedId, "end", events[0].Name), (e.SharedId, e.Phase, e.Name)));
        return events[0];
    }

    private static Task<WebApp> StartAsync(Routing routing, bool outside, Action<WebApplication> errorPage) => WebApp.StartAsIsAsync(app =>
    {
        if (outside)
        {
            errorPage(app);
        }

        app.UseAuditTrail();
        if (!outside)
        {
            errorPage(app);
        }

        if (routing == Routing.After)
        {
            app.UseRouting();
        }

        app.MapGet("/orders/{id}", string (string id) => throw new InvalidTimeZoneException());
        app.MapGet("/conflicts/{id}", (string id) => Results.Conflict());
        app.MapGet("/skipped", string () => throw new InvalidTimeZoneException()).SkipAudit();
        app.MapGet("/last", () => "last");
        app.MapGet("/flush", () => "flush");
        app.Map("/error", () => Results.Text("error page", statusCode: 500));
        app.Map("/status/{code}", (string code) => "page of " + code);
    });
}
