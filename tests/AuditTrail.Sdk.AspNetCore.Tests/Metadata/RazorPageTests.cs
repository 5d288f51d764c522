using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace AuditTrail.AspNetCore.Tests.Metadata;

/// <summary>Razor pages: one endpoint, several deeds.</summary>
public sealed class RazorPageTests
{
    [Theory]
    [InlineData("GET", "/Orders/Edit/7", "Orders/Edit.OnGet")]
    [InlineData("HEAD", "/Orders/Edit/7", "Orders/Edit.OnGet")]
    [InlineData("POST", "/Orders/Edit/7", "Orders/Edit.OnPost")]
    [InlineData("POST", "/Orders/Edit/7?handler=delete", "Orders/Edit.OnPostDelete")]
    [InlineData("POST", "/orders/edit/7?HANDLER=Delete&handler=Approve", "Orders/Edit.OnPostDelete")]
    [InlineData("POST", "/Orders/Edit/7?handler=SECRET", "Orders/Edit.OnPost")]
    [InlineData("POST", "/Orders/Edit/7?handler=approve", "ApproveOrder")]
    [InlineData("GET", "/Orders/Edit/7?handler=delete", "Orders/Edit.OnGet")]
    [InlineData("PUT", "/Orders/Edit/7?handler=delete", "Orders/Edit")]
    [InlineData("POST", "/Admin/Users", "Admin/Users")]
    public async Task TheHandlerGivesTheName(string method, string path, string name)
    {
        await using var app = await StartAsync();

        await app.Client.SendAsync(new HttpRequestMessage(new System.Net.Http.HttpMethod(method), path));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(name, e.Name);
        Assert.Null(e["additionalEventData.captureProblem"]);
    }

    [Fact]
    public async Task AnAttributeOnTheHandlerNamesItAndItsResource()
    {
        await using var app = await StartAsync();

        await app.Client.PostAsync("/Orders/Edit/7?handler=approve", null);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("ApproveOrder", "Orders/Edit.OnPostApprove"), (e.Name, e.Http("handler")));
        Assert.Equal(("Shop::Order", "7"), (e["resources.0.type"], e["resources.0.ARN"]));
        Assert.Equal("/Orders/Edit/{id}", e.Http("route"));
    }

    [Fact]
    public async Task ARefusedRequestIsRecordedAsWhatItTried()
    {
        await using var app = await StartAsync();

        // Neither page nor filter of the application has run: a missing antiforgery token, and nobody signed in.
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/Admin/Users?handler=remove", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.PostAsync("/Named?handler=delete", null)).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["Admin/Users.OnPostRemove", "ManageThing"], events.Select(e => e.Name));
        Assert.Equal("Named.OnPostDelete", events[1].Http("handler"));
    }

    [Fact]
    public async Task ASkippedHandlerIsNotRecordedAndTheOthersAre()
    {
        await using var app = await StartAsync();

        await app.Client.PostAsync("/Orders/Edit/7?handler=ping", null);
        await app.Client.PostAsync("/Orders/Edit/7", null);

        Assert.Equal("Orders/Edit.OnPost", (await app.Recorder.SingleAsync()).Name);
    }

    [Fact]
    public async Task ArgumentsAndBoundPropertiesAreRecorded()
    {
        await using var app = await StartAsync();
        using var form = new FormUrlEncodedContent([new("Input.Amount", "12.5"), new("Input.Comment", "CANARY")]);

        await app.Client.PostAsync("/Orders/Edit/7?handler=delete&why=damaged&other=CANARY", form);
        await app.Client.GetAsync("/Orders/Edit/7?pageNumber=2");

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal("""{"id":"7","Input":{"amount":12.5},"reason":"damaged"}""", events[0]["requestParameters"]);
        Assert.Equal("""{"id":"7","pageNumber":2}""", events[1]["requestParameters"]);
        Assert.DoesNotContain("CANARY", events[0].Json, StringComparison.Ordinal);
    }

    private static Task<WebApp> StartAsync() => WebApp.StartAsync(
        a =>
        {
            a.UseAuthentication();
            a.UseAuthorization();
            a.MapRazorPages();
        },
        s =>
        {
            HeaderAuthentication.Add(s);
            OrderPages.Add(s);
        });
}
