using System.Net;
using System.Net.Http.Json;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Arguments;

/// <summary>What route handlers were given, and what they answered.</summary>
public sealed class RouteHandlerTests
{
    private static readonly Transfer Sent = new(12.50m, "EUR", new Card("4242", "CANARY"), null, "CANARY", "CANARY");

    [Fact]
    public async Task ParametersWithTheAttributeAreRecordedAndOthersAreNot()
    {
        await using var app = await WebApp.StartAsync(a =>
            a.MapPost("/transfers/{id}", (string id, [AuditParameter] string reason, [AuditParameter("pages")] int page, [FromQuery, AuditParameter] Kind[] kinds, string other) => "ok").Audit("Transfer"));

        await app.Client.PostAsync("/transfers/7?reason=late&page=3&kinds=Instant&kinds=Standard&other=CANARY", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"id":"7","reason":"late","pages":3,"kinds":["Instant","Standard"]}""", e["requestParameters"]);
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGroupsNameTakesItsHandlersParametersAlong()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGroup("/g").Audit("Grouped").MapPost("/x", ([AuditParameter] string reason) => "ok").Audit("Own"));

        await app.Client.PostAsync("/g/x?reason=late", null);

        Assert.Equal("""{"reason":"late"}""", (await app.Recorder.SingleAsync())["requestParameters"]);
    }

    [Fact]
    public async Task PropertiesOfAsParametersAreRecorded()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", ([AsParameters] Paging paging) => "ok").Audit("ListOrders"));

        await app.Client.GetAsync("/orders?page=3&size=CANARY");

        Assert.Equal("""{"Page":3}""", (await app.Recorder.SingleAsync())["requestParameters"]);
    }

    [Fact]
    public async Task OfABodyOnlyTheNamedPropertiesAreRecorded()
    {
        await using var app = await WebApp.StartAsync(a =>
            a.MapPost("/transfers", ([AuditParameter(Properties = ["amount", "card.last4", "secret"])] Transfer transfer) => "ok").Audit("Transfer"));

        await app.Client.PostAsJsonAsync("/transfers", Sent);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"transfer":{"amount":12.50,"secret":"***","card":{"last4":"4242"}}}""", e["requestParameters"]);
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypedPartsOfRequestAndAnswerAreRecordedWithoutReflection()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/transfers", (Transfer transfer) => TypedResults.Created("/transfers/1", new Receipt("r-1", "Done", "CANARY") { Card = transfer.Card }))
                .Audit("Transfer")
                .AuditRequest(BankJson.Default.Transfer, "amount", "currency")
                .AuditResponse(BankJson.Default.Receipt, "id", "State", "card.last4"));

        var answer = await app.Client.PostAsJsonAsync("/transfers", Sent);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("CANARY", (await answer.Content.ReadFromJsonAsync<Receipt>())?.Pin);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"transfer":{"amount":12.50,"currency":"EUR"}}""", e["requestParameters"]);
        Assert.Equal("""{"id":"r-1","state":"Done","card":{"last4":"4242"}}""", e["responseElements"]);
        Assert.Equal("201", e.Status);
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryFormOfAnAnswerIsUnderstood()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            var group = a.MapGroup("/").AuditResponse(BankJson.Default.Receipt, "id");
            group.MapGet("/value", () => new Receipt("value", null, null));
            group.MapGet("/task", async () =>
            {
                await Task.Yield();
                return new Receipt("task", null, null);
            });
            group.MapGet("/union", Results<Ok<Receipt>, NotFound> () => TypedResults.Ok(new Receipt("union", null, null)));
            group.MapGet("/result", () => Results.Json(new Receipt("result", null, null)));
            group.MapGet("/missing", Results<Ok<Receipt>, NotFound> () => TypedResults.NotFound());
            group.MapGet("/text", () => "id");
        });

        foreach (var path in (string[])["value", "task", "union", "result", "missing", "text"])
        {
            await app.Client.GetAsync("/" + path);
        }

        var events = await app.Recorder.WaitForAsync(6);
        Assert.Equal(["value", "task", "union", "result", null, null], events.Select(e => e["responseElements.id"]));
    }

    [Fact]
    public async Task ABodyNeverStandsInThePlaceOfWhatTheRouteNames()
    {
        await using var app = await WebApp.StartAsync(a =>
            a.MapPost("/orders/{id}", (string id, [AuditParameter("ID")] string other) => "ok").Audit("X", ("Shop::Order", "{id}")));

        await app.Client.PostAsync("/orders/7?other=8", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"id":"7"}""", e["requestParameters"]);
        Assert.Equal("7", e["resources.0.ARN"]);
    }

    [Fact]
    public async Task WhatCouldNotBeBoundIsNotRecordedAsIfItHadBeenSent()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/x", ([AuditParameter] int amount, [AuditParameter] string note) => "ok").Audit("X"));

        var answer = await app.Client.PostAsync("/x?amount=none&note=n", null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal("400", e.Status);
        Assert.Null(e["requestParameters.amount"]);
    }

    [Fact]
    public async Task ValuesAreTakenBeforeTheHandlerChangesThem()
    {
        await using var app = await WebApp.StartAsync(a => a.MapPost("/x", ([FromQuery, AuditParameter] string[] names) =>
        {
            names[0] = "changed";
            throw new InvalidOperationException();
        }).Audit("X"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.PostAsync("/x?names=sent", null));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""["sent"]""", e["requestParameters.names"]);
        Assert.Equal("InvalidOperationException", e.Error);
    }

    [Fact]
    public async Task ATypeThatThrowsLeavesANoteAndTheRequestGoesOn()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x", () => new Broken()).AuditResponse(BrokenJson.Default.Broken, "first", "second"));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.Client.GetAsync("/x"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("<error:InvalidTimeZoneException>", e["responseElements.first"]);
        Assert.Equal("2", e["responseElements.second"]);
        Assert.Equal("Broken.first: InvalidTimeZoneException", e["additionalEventData.captureProblem"]);
    }

    [Fact]
    public async Task MasksHoldUnlessAllowed()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/x", ([AuditParameter] string promoCode, [AuditParameter] string countryCode) => "ok").Audit("X"),
            s => s.AddAuditTrailHttp(o => o.AllowedRouteParameters.Add("CountryCode")));

        await app.Client.GetAsync("/x?promoCode=CANARY&countryCode=de");

        Assert.Equal("""{"promoCode":"***","countryCode":"de"}""", (await app.Recorder.SingleAsync())["requestParameters"]);
    }

    [Fact]
    public async Task NothingIsDoneForARequestThatIsNotRecorded()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x", ([AuditParameter] string q) => "ok").Audit("X").SkipAudit());

        Assert.Equal("ok", await app.Client.GetStringAsync("/x?q=1"));
        Assert.Empty(app.Recorder.Events);
    }

    [Fact]
    public async Task AMistakeFailsAtStartWithItsPlace()
    {
        await FailsAsync(a => a.MapPost("/x", ([AuditParameter] Transfer transfer) => "ok").Audit("X"), "parameter transfer of HTTP: POST /x", "Transfer is no simple value");
        await FailsAsync(a => a.MapPost("/x", ([AuditParameter(Properties = ["amonut"])] Transfer transfer) => "ok").Audit("X"), "no property \"amonut\"");
        await FailsAsync(a => a.MapPost("/x", [AuditResponse("id")] () => new Receipt("1", null, null)).Audit("X"), "call .AuditResponse(…)");
        await FailsAsync(a => a.MapPost("/x", ([AuditParameter] string q) => "ok"), "HTTP: POST /x", "only where .Audit(…) stands");
        await FailsAsync(a => a.MapPost("/x", (Transfer transfer) => "ok").AuditRequest(BankJson.Default.Receipt, "id"), "HTTP: POST /x", "no parameter of type Receipt");
    }

    [Fact]
    public async Task OfAGroupsHandlersOnlyThoseWithSuchAParameterAreRecordedWithIt()
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            var group = a.MapGroup("").AuditRequest(BankJson.Default.Transfer, "currency");
            group.MapPost("/transfers", (Transfer transfer) => "ok");
            group.MapGet("/transfers", () => "none");
        });

        await app.Client.GetAsync("/transfers");
        await app.Client.PostAsJsonAsync("/transfers", Sent);

        Assert.Equal([null, """{"transfer":{"currency":"EUR"}}"""], (await app.Recorder.WaitForAsync(2)).Select(e => e["requestParameters"]));
    }

    private static async Task FailsAsync(Action<WebApplication> map, params string[] texts)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => WebApp.StartAsync(map));

        Assert.All(texts, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void AMisspeltPropertyFailsWhereItIsGiven()
    {
        var app = WebApplication.CreateBuilder().Build();

        Assert.Throws<ArgumentException>(() => app.MapPost("/x", (Transfer transfer) => "ok").AuditRequest(BankJson.Default.Transfer, "amonut"));
        Assert.Throws<ArgumentException>(() => app.MapPost("/x", (Transfer transfer) => "ok").AuditResponse(BankJson.Default.Receipt, "idd"));
    }

    [Theory]
    [InlineData("{\"auditTrail\":{\"sequence\":1}}")]
    [InlineData("\"},\"userIdentity\":{\"type\":\"Root\"}")]
    [InlineData("a\r\n\u001b[31m\u202e\u2028z")]
    public async Task HostileTextInAnArgumentIsOnlyText(string text)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x", ([AuditParameter("http")] string q, [AuditParameter("auditTrail")] string r) => "ok").Audit("X"));

        await app.Client.GetAsync($"/x?q={Uri.EscapeDataString(text)}&r={new string('x', 60_000)}");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(text, e["requestParameters.http"]);
        Assert.Equal("GET", e.Http("method"));
        Assert.Equal("Unknown", e["userIdentity.type"]);
        Assert.InRange(e["requestParameters.auditTrail"]!.Length, 1_024, 1_025);
        Assert.DoesNotContain(e.Json, c => char.IsControl(c) || c is '\u202e' or '\u2028');
    }
}

public sealed record Paging([property: AuditParameter] int Page, string Size);

public sealed class Broken
{
    public string First => throw new InvalidTimeZoneException("SECRET");

    public int Second => 2;
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Broken))]
internal sealed partial class BrokenJson : System.Text.Json.Serialization.JsonSerializerContext;
