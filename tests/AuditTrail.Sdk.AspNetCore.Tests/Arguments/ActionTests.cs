using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Arguments;

/// <summary>What the actions of controllers were given, and what they answered.</summary>
public sealed class ActionTests
{
    private static readonly Transfer Sent = new(12.50m, "EUR", new Card("4242", "CANARY"), null, "CANARY", "CANARY");

    [Fact]
    public async Task ArgumentsAndAnswerOfAnActionAreRecorded()
    {
        await using var app = await StartAsync(typeof(Bank));

        var answer = await app.Client.PostAsJsonAsync("/bank/7?reason=late&promoCode=CANARY&other=CANARY", Sent);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"id":"7","transfer":{"amount":12.50,"card":{"last4":"4242"}},"reason":"late","promoCode":"***"}""", e["requestParameters"]);
        Assert.Equal("""{"id":"r-7","state":"Done"}""", e["responseElements"]);
        Assert.Equal(("Transfer", "Bank.Post"), (e.Name, e.Http("handler")));
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatFailsValidationIsRecordedToo()
    {
        await using var app = await StartAsync(typeof(Bank));

        var answer = await app.Client.PostAsync("/bank/strict?reason=late&count=many", null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"reason":"late"}""", e["requestParameters"]);
        Assert.Equal("Bank.Strict", e.Name);
        Assert.Null(e.Http("handler"));
    }

    [Theory]
    [InlineData("?note=hello&level=3", """{"Note":"hello","level":3}""")]
    [InlineData("?note=hello&level=many", """{"Note":"hello"}""")]
    public async Task BoundPropertiesAreRecordedWhereTheyWereBound(string query, string expected)
    {
        await using var app = await StartAsync(typeof(Notes));

        await app.Client.PostAsync("/notes" + query, null);
        await app.Client.GetAsync("/notes" + query);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(expected, events[0]["requestParameters"]);
        Assert.Null(events[1]["requestParameters"]);
    }

    [Theory]
    [InlineData(typeof(Misspelt), "Misspelt.Post", "no property \"amonut\"")]
    [InlineData(typeof(NotSimple), "NotSimple.Post", "no simple value")]
    [InlineData(typeof(NotBound), "NotBound.Note", "Bind it")]
    [InlineData(typeof(NotDeclared), "NotDeclared.Post", "does not declare what it answers")]
    public async Task AMistakeFailsWithItsPlace(Type controller, params string[] texts)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var app = await StartAsync(controller);
            await app.Client.PostAsync("/x", null);
        });

        Assert.All(texts, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnActionWithoutTheAttributeGetsNoFilter()
    {
        await using var app = await StartAsync(typeof(Plain));

        await app.Client.PostAsync("/plain", null);

        Assert.Equal("0", (await app.Recorder.SingleAsync())["requestParameters.filters"]);
    }

    private static Task<WebApp> StartAsync(Type controller) => WebApp.StartAsync(
        a => a.MapControllers(),
        s => s.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new Only(controller));
        }));

    private sealed class Only(Type controller) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) => feature.Controllers.Add(controller.GetTypeInfo());
    }

    [ApiController]
    [Route("bank")]
    internal sealed class Bank : ControllerBase
    {
        [HttpPost("{id}")]
        [Audit("Transfer")]
        [AuditResponse("id", nameof(Receipt.State))]
        public Task<ActionResult<Receipt>> Post(
            string id, [FromBody, AuditParameter(Properties = ["amount", "card.last4"])] Transfer transfer, [AuditParameter] string reason, [AuditParameter] string promoCode, string other) =>
            Task.FromResult<ActionResult<Receipt>>(new Receipt("r-" + id, "Done", "CANARY"));

        [HttpPost("strict")]
        public string Strict([FromQuery, AuditParameter] string reason, [FromQuery, AuditParameter] int count) => "ok";
    }

    [Route("notes")]
    internal sealed class Notes : ControllerBase
    {
        [BindProperty(SupportsGet = false)]
        [AuditParameter]
        public string? Note { get; set; } = "nobody sent this";

        [BindProperty(Name = "level")]
        [AuditParameter("level")]
        public int Level { get; set; }

        [HttpPost]
        [HttpGet]
        public string Any() => "ok";
    }

    [Route("x")]
    internal sealed class Misspelt : ControllerBase
    {
        [HttpPost]
        public string Post([AuditParameter(Properties = ["amonut"])] Transfer transfer) => "ok";
    }

    [Route("x")]
    internal sealed class NotSimple : ControllerBase
    {
        [HttpPost]
        public string Post([AuditParameter] Transfer transfer) => "ok";
    }

    [Route("x")]
    internal sealed class NotBound : ControllerBase
    {
        [AuditParameter]
        public string? Note { get; set; }

        [HttpPost]
        public string Post() => "ok";
    }

    [Route("x")]
    internal sealed class NotDeclared : ControllerBase
    {
        [HttpPost]
        [AuditResponse("id")]
        public IActionResult Post() => Ok();
    }

    [Route("plain")]
    internal sealed class Plain : ControllerBase
    {
        [HttpPost]
        public void Post() => HttpContext.GetAuditEvent()?.Request("filters", ControllerContext.ActionDescriptor.FilterDescriptors.Count(f => f.Filter.GetType().Assembly == typeof(AuditAttribute).Assembly));
    }
}
