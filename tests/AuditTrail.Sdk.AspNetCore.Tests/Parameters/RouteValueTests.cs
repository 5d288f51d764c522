using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace AuditTrail.AspNetCore.Tests.Parameters;

/// <summary>Route values are text, whatever they look like and however their parameters are called.</summary>
public sealed class RouteValueTests
{
    [Theory]
    [InlineData("{\"sequence\":1}")]
    [InlineData("\",\"eventName\":\"Other\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("null")]
    [InlineData("a\u0001\u001b[2J\u202eb")]
    public async Task AValueThatLooksLikeOurOwnRecordIsOnlyText(string value)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/{auditTrail}/{http}/{sharedEventID}/{userIdentity}", () => "ok").Audit("Look"));
        var text = Uri.EscapeDataString(value);

        Assert.Equal("ok", await app.Client.GetStringAsync($"/{text}/{text}/{text}/{text}"));

        var e = await app.Recorder.SingleAsync();
        Assert.All(["auditTrail", "http", "sharedEventID", "userIdentity"], name => Assert.Equal(value, e[$"requestParameters.{name}"]));
        Assert.Equal(("Look", "GET", "Unknown"), (e.Name, e.Http("method"), e["userIdentity.type"]));
        Assert.Null(e["additionalEventData.auditTrail"]);
        Assert.True(Guid.TryParse(e.SharedId, out _));
        Assert.DoesNotContain(e.Json, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public async Task AMegabyteInTheRouteIsBounded()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x/{text}", () => "ok").Audit("Look", ("Shop::Thing", "{text}")));
        var context = await app.Server.SendAsync(c =>
        {
            c.Request.Method = "GET";
            c.Request.Path = "/x/" + new string('v', 1 << 20);
        });

        Assert.Equal(200, context.Response.StatusCode);
        Assert.InRange((await app.Recorder.SingleAsync()).Json.Length, 1, 4_096);
    }
}
