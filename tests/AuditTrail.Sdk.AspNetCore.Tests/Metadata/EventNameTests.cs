using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Metadata;

/// <summary>What an event is called, and which requests become one.</summary>
public sealed class EventNameTests
{
    [Fact]
    public async Task ANameAndAResourceOfTheEndpointAreRecorded()
    {
        await using var app = await WebApp.StartAsync(a =>
            a.MapPost("/orders/{id}/refund", (string id) => id).Audit("RefundOrder", resource: ("Shop::Order", "tenants/1/orders/{id}")));

        await app.Client.PostAsync("/orders/7/refund", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("RefundOrder", e.Name);
        Assert.Equal("Shop::Order", e["resources.0.type"]);
        Assert.Equal("tenants/1/orders/7", e["resources.0.ARN"]);
    }

    [Fact]
    public async Task AResourceOfARouteValueThatTheRouteDoesNotHaveFailsAtStart()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WebApp.StartAsync(a => a.MapGroup("/shops/{shop}").MapPost("/orders/{id}", (string shop, string id) => id).Audit("X", resource: ("Shop::Order", "{shop}/{order}"))));

        Assert.Contains("HTTP: POST /shops/{shop}/orders/{id}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("{order}, which the route does not have. It has: shop, id.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfAGroupsEndpointsThoseWithoutTheRouteValueHaveNoResource()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGroup("/orders").Audit("Orders", resource: ("Shop::Order", "{id}")).MapGet("/", () => "all"));

        await app.Client.GetAsync("/orders");

        Assert.Null((await app.Recorder.SingleAsync())["resources"]);
    }

    [Fact]
    public async Task AttributesOnHandlersAreRead()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.MapGet("/a", [Audit("Peek", ResourceType = "Shop::Shelf", ResourceId = "all", ReadOnly = false, DataEvent = true)] () => "a");
            a.MapGet("/b", [SkipAudit] () => "b");
        });

        await app.Client.GetAsync("/b");
        await app.Client.GetAsync("/a");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("Peek", e.Name);
        Assert.Equal("all", e["resources.0.ARN"]);
        Assert.Equal("false", e["readOnly"]);
        Assert.Equal("Data", e["eventCategory"]);
    }

    [Fact]
    public async Task TheMostSpecificWordHolds()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            var skipped = a.MapGroup("/skipped").SkipAudit();
            skipped.MapGet("/no", () => "");
            skipped.MapGet("/yes", () => "").Audit("Yes");
            a.MapGroup("/named").Audit("Group").MapGet("/no", () => "").SkipAudit();
        });

        await app.Client.GetAsync("/skipped/no");
        await app.Client.GetAsync("/named/no");
        await app.Client.GetAsync("/skipped/yes");

        Assert.Equal("Yes", (await app.Recorder.SingleAsync()).Name);
    }

    [Fact]
    public async Task AControllersActionGivesTheName()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapControllers(),
            s => s.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly));

        await app.Client.PostAsync("/mvc/orders/7/refund", null);
        await app.Client.GetAsync("/mvc/orders/7");
        await app.Client.GetAsync("/mvc/orders/7/silent");

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["Orders.Refund", "ReadOrder"], events.Select(e => e.Name));
        Assert.Equal("/mvc/orders/{id}/refund", events[0].Http("route"));
        Assert.Equal("7", events[0]["requestParameters.id"]);
        Assert.Null(events[0]["requestParameters.controller"]);
    }

    [Fact]
    public async Task PathTextIsNeverTheName()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Map("/any/{**rest}", (string? rest) => "");
            a.MapFallback(() => "");
        });

        string[] paths = ["/any/SECRET", "/any//SECRET/%2e%2e", "/ANY/SECRET", "/any/%53ECRET", "/other/SECRET", "//SECRET", "/any/%0d%0aSECRET"];
        foreach (var path in paths)
        {
            await app.Client.GetAsync(path);
        }

        await app.Client.SendAsync(new HttpRequestMessage(new System.Net.Http.HttpMethod("SECRETMETHOD"), "/any/x"));

        var events = await app.Recorder.WaitForAsync(paths.Length + 1);
        Assert.All(events, e => Assert.Contains(e.Name, (string[])["GET /any/{**rest}", "GET /{*path:nonfile}", "OTHER /any/{**rest}"]));
        Assert.Equal("OTHER /any/{**rest}", events[^1].Name);
    }

    [Fact]
    public async Task AFailedRequestThatNobodyServedIsRecordedAndASuccessfulOneIsNot()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.MapGet("/only-get", () => "");
            a.Use((context, next) => context.Request.Path == "/file.css" ? context.Response.WriteAsync("body{}") : next(context));
        });

        await app.Client.GetAsync("/file.css");
        await app.Client.GetAsync("/.env?password=SECRET");
        await app.Client.PostAsync("/only-get", null);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["UnmatchedRequest", "UnmatchedRequest"], events.Select(e => e.Name));
        Assert.Equal(["404", "405"], events.Select(e => e.Status));
        Assert.Equal("/.env", events[0]["requestParameters.path"]);
        Assert.DoesNotContain("SECRET", events[0].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrowsersQuestionWhetherItMayIsNotTheDeed()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseCors();
                a.MapPost("/orders/{id}/refund", (string id) => id).Audit("RefundOrder", resource: ("Shop::Order", "{id}"), readOnly: false)
                    .RequireCors(p => p.WithOrigins("https://shop.example.com"));
            },
            s => s.AddCors());
        var question = new HttpRequestMessage(System.Net.Http.HttpMethod.Options, "/orders/7/refund");
        question.Headers.Add("Origin", "https://shop.example.com");
        question.Headers.Add("Access-Control-Request-Method", "POST");

        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await app.Client.SendAsync(question)).StatusCode);
        await app.Client.PostAsync("/orders/7/refund", null);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["OPTIONS /orders/{id}/refund", "RefundOrder"], events.Select(e => e.Name));
        Assert.Equal(["true", "false"], events.Select(e => e["readOnly"]));
    }

    [Fact]
    public async Task InABranchThePathIsWhole()
    {
        await using var app = await WebApp.StartAsIsAsync(a => a.Map("/admin", branch => branch.UseAuditTrail()));

        await app.Client.GetAsync("/admin/.env");

        Assert.Equal("/admin/.env", (await app.Recorder.SingleAsync())["requestParameters.path"]);
    }

    [Theory]
    [InlineData(UnmatchedRequests.All, "200,404")]
    [InlineData(UnmatchedRequests.Failed, "404")]
    [InlineData(UnmatchedRequests.None, "")]
    public async Task WhichUnmatchedRequestsAreRecordedIsAnOption(UnmatchedRequests unmatched, string statuses)
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.MapGet("/last", () => "");
                a.Use((context, next) => context.Request.Path == "/file.css" ? context.Response.WriteAsync("body{}") : next(context));
            },
            s => s.AddAuditTrailHttp(o => o.Unmatched = unmatched));

        await app.Client.GetAsync("/file.css");
        await app.Client.GetAsync("/none");
        await app.Client.GetAsync("/last");

        var expected = statuses.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var events = await app.Recorder.WaitForAsync(expected.Length + 1);
        Assert.Equal([.. expected, "200"], events.Select(e => e.Status));
    }

    [Fact]
    public async Task ANameThatIsEmptyOrTooLongIsRefusedWhenItIsGiven()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            var endpoint = a.MapGet("/", () => "");
            Assert.Throws<ArgumentException>(() => endpoint.Audit(" "));
            Assert.Throws<ArgumentException>(() => endpoint.Audit(new string('x', 129)));
            Assert.Throws<ArgumentException>(() => endpoint.Audit("X", ("T", "{id")));
        });
    }
}

[Route("mvc/orders")]
public sealed class OrdersController : ControllerBase
{
    [HttpPost("{id}/refund")]
    public string Refund(string id) => id;

    [HttpGet("{id}")]
    [Audit("ReadOrder")]
    public string Read(string id) => id;

    [HttpGet("{id}/silent")]
    [SkipAudit]
    public string Silent(string id) => id;
}
