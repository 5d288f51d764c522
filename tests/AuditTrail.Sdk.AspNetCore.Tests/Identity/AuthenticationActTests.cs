using System.Net;
using System.Security.Claims;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Sign-in, sign-out, renewal and refusal: events of their own names beside the request's, each act once.</summary>
public sealed class AuthenticationActTests
{
    [Fact]
    public async Task SigningInAndOutAreEventsOfTheirOwnUnderTheRequestsId()
    {
        await using var app = await StartAsync();
        var browser = new Browser(app);

        await browser.PostAsync("/sign-in");
        await browser.PostAsync("/sign-out");

        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["SignIn", "POST /sign-in", "SignOut", "POST /sign-out"], events.Select(e => e.Name));
        Assert.Equal(["ana", "anonymous", "ana", "ana"], events.Select(e => e["userIdentity.principalId"]));
        Assert.Equal(events[0].SharedId, events[1].SharedId);
        Assert.Equal(events[2].SharedId, events[3].SharedId);
        Assert.NotEqual(events[0].SharedId, events[2].SharedId);
        Assert.Equal("""{"scheme":"Cookies","persistent":true}""", events[0]["requestParameters"]);
        Assert.Equal("""{"scheme":"Cookies"}""", events[2]["requestParameters"]);
        Assert.All(events, e => Assert.Null(e.Error));
        Assert.All(events, e => Assert.Equal("false", e["readOnly"]));
        Assert.Equal("verified", events[0].Http("authentication"));
        Assert.Equal("/sign-in", events[0].Http("route"));
        Assert.Null(events[0].Status);
        Assert.Null(events[0].Phase);
        Assert.Null(events[0].Http("durationMs"));
    }

    [Fact]
    public async Task ASignInThatThrowsIsAFailureWithoutANameAndTheExceptionStays()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.PostAsync("/sign-in-nowhere", null)).StatusCode);

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(["SignIn", "POST /sign-in-nowhere"], events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal("InvalidOperationException", e.Error));
        Assert.Equal("HIDDEN_DUE_TO_SECURITY_REASONS", events[0]["userIdentity.userName"]);
        Assert.Equal("failed", events[0].Http("authentication"));
        Assert.Equal("Nowhere", events[0].Http("authenticationScheme"));
    }

    [Theory]
    [InlineData("/admin", HttpStatusCode.Redirect)]
    [InlineData("/both", HttpStatusCode.Redirect)]
    [InlineData("/forbids", HttpStatusCode.Redirect)]
    public async Task ARefusalIsAnEventEvenWhereTheAnswerIsARedirectAndOnlyOne(string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        var browser = new Browser(app);
        await browser.PostAsync("/sign-in");

        Assert.Equal(status, (await browser.GetAsync(path)).StatusCode);

        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["SignIn", "POST /sign-in", "AccessDenied", "GET " + path], events.Select(e => e.Name));
        Assert.Equal("AccessDenied", events[2].Error);
        Assert.Equal("ana", events[2]["userIdentity.principalId"]);
        Assert.Equal(events[3].SharedId, events[2].SharedId);
    }

    [Fact]
    public async Task ASchemeThatForwardsIsOneSignInAndOneSignOut()
    {
        await using var app = await StartAsync();
        var browser = new Browser(app);

        await browser.PostAsync("/sign-in?scheme=Either");
        await browser.PostAsync("/sign-out?scheme=Either");

        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["SignIn", "POST /sign-in", "SignOut", "POST /sign-out"], events.Select(e => e.Name));
        Assert.All([events[0], events[2]], e => Assert.Equal("Cookies", e["requestParameters.scheme"]));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("overridden")]
    [InlineData("type")]
    public async Task ARenewedCookieIsARefreshWhateverKindOfEventsTheApplicationHas(string kind)
    {
        var clock = new ManualClock();
        var calls = new List<string>();
        await using var app = await StartAsync(o =>
        {
            o.TimeProvider = clock;
            o.ExpireTimeSpan = TimeSpan.FromMinutes(10);
            switch (kind)
            {
                case "plain":
                    o.Events.OnCheckSlidingExpiration = _ => Called(calls);
                    break;
                case "overridden":
                    o.Events = new OwnEvents(calls);
                    break;
                default:
                    o.EventsType = typeof(OwnEvents);
                    break;
            }
        }, services => services.AddSingleton(new OwnEvents(calls)));
        var browser = new Browser(app);
        await browser.PostAsync("/sign-in");
        clock.Advance(TimeSpan.FromMinutes(4));
        await browser.GetAsync("/open");
        clock.Advance(TimeSpan.FromMinutes(2));

        var renewed = await browser.GetAsync("/open");

        Assert.True(renewed.Headers.Contains("Set-Cookie"));
        var events = await app.Recorder.WaitForAsync(5);
        Assert.Equal(["SignIn", "POST /sign-in", "GET /open", "RefreshToken", "GET /open"], events.Select(e => e.Name));
        Assert.Equal("ana", events[3]["userIdentity.principalId"]);
        Assert.Equal(events[4].SharedId, events[3].SharedId);
        Assert.NotEmpty(calls);
    }

    [Fact]
    public async Task ASignOutTakesThePlaceOfTheRenewal()
    {
        var clock = new ManualClock();
        await using var app = await StartAsync(o =>
        {
            o.TimeProvider = clock;
            o.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        });
        var browser = new Browser(app);
        await browser.PostAsync("/sign-in");
        clock.Advance(TimeSpan.FromMinutes(6));

        await browser.PostAsync("/sign-out");

        Assert.Equal(["SignIn", "POST /sign-in", "SignOut", "POST /sign-out"], (await app.Recorder.WaitForAsync(4)).Select(e => e.Name));
    }

    [Fact]
    public async Task OnASkippedEndpointTheActsAreSkippedToo()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/skipped-sign-in", null)).StatusCode);
        await app.Client.GetAsync("/open");

        Assert.Equal("GET /open", (await app.Recorder.SingleAsync()).Name);
    }

    [Fact]
    public async Task WithoutTheMiddlewareNothingIsRecordedAndSigningInWorks()
    {
        await using var app = await WebApp.StartAsIsAsync(a => a.MapPost("/sign-in", (HttpContext context) => context.SignInAsync("Cookies", Ana())), services => services.AddAuthentication().AddCookie());

        var signedIn = await app.Client.PostAsync("/sign-in", null);

        Assert.True(signedIn.Headers.Contains("Set-Cookie"));
        Assert.Empty(app.Recorder.Events);
    }

    [Fact]
    public async Task ARecorderThatThrowsDoesNotKeepAnybodyFromSigningIn()
    {
        await using var app = await StartAsync(recorder: new FailingRecorder());

        var signedIn = await app.Client.PostAsync("/sign-in", null);

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.True(signedIn.Headers.Contains("Set-Cookie"));
        Assert.Contains(app.Logger.Messages, m => m.Id == 2020);
    }

    [Fact]
    public async Task AFailedSignInThatTheApplicationReportsHasAPseudonymAndNeverTheName()
    {
        await using var app = await StartAsync();

        await app.Client.PostAsync("/fails?name=ana@example.com", null);
        await app.Client.PostAsync("/fails?name=%20ANA@example.com", null);
        await app.Client.PostAsync("/fails?name=bob@example.com", null);

        var events = (await app.Recorder.WaitForAsync(6)).Where(e => e.Name == "SignIn").ToArray();
        Assert.Equal(3, events.Length);
        Assert.All(events, e => Assert.Equal("""{"type":"Unknown","principalId":"anonymous","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", e["userIdentity"]));
        Assert.All(events, e => Assert.Equal("WrongPassword", e.Error));
        Assert.All(events, e => Assert.DoesNotContain("example.com\"", e.Json.Replace("tests.example.com\"", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("hmac-sha256:", events[0]["requestParameters.claimedName"], StringComparison.Ordinal);
        Assert.Equal(events[0]["requestParameters.claimedName"], events[1]["requestParameters.claimedName"]);
        Assert.NotEqual(events[0]["requestParameters.claimedName"], events[2]["requestParameters.claimedName"]);
    }

    [Fact]
    public void WithAKeyOfTheApplicationsThePseudonymIsTheSameEverywhereAndWithoutItNobodys()
    {
        const string Key = "0123456789abcdef";

        Assert.Equal(new ClaimedName(Key).PseudonymOf("ana"), new ClaimedName(Key).PseudonymOf("Ana"));
        Assert.NotEqual(new ClaimedName(null).PseudonymOf("ana"), new ClaimedName(null).PseudonymOf("ana"));
        Assert.Null(new ClaimedName(null).PseudonymOf("  "));
        Assert.Equal(new ClaimedName(Key).PseudonymOf(new string('x', 256)), new ClaimedName(Key).PseudonymOf(new string('x', 1 << 20)));
    }

    private static ClaimsPrincipal Ana() => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ana")], "Cookies"));

    private static Task Called(List<string> calls)
    {
        calls.Add("CheckSlidingExpiration");
        return Task.CompletedTask;
    }

    private static Task<WebApp> StartAsync(Action<CookieAuthenticationOptions>? cookies = null, Action<IServiceCollection>? services = null, CollectingRecorder? recorder = null) => WebApp.StartAsync(
        app =>
        {
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/open", () => "ok");
            app.MapPost("/sign-in", (HttpContext context, string? scheme) => context.SignInAsync(scheme, Ana(), new AuthenticationProperties { IsPersistent = true }));
            app.MapPost("/skipped-sign-in", (HttpContext context) => context.SignInAsync(Ana())).SkipAudit();
            app.MapPost("/sign-in-nowhere", (HttpContext context) => context.SignInAsync("Nowhere", Ana()));
            app.MapPost("/sign-out", (HttpContext context, string? scheme) => context.SignOutAsync(scheme));
            app.MapPost("/fails", (HttpContext context, string name) => context.RecordFailedSignInAsync("Cookies", name, "WrongPassword"));
            app.MapGet("/forbids", () => Results.Forbid());
            app.MapGet("/admin", () => "").RequireAuthorization(p => p.RequireClaim("admin"));
            app.MapGet("/both", () => "").RequireAuthorization(p => p.AddAuthenticationSchemes("Cookies", "Second").RequireClaim("admin"));
        },
        all =>
        {
            all.AddAuthentication("Cookies").AddCookie(o => cookies?.Invoke(o)).AddCookie("Second").AddPolicyScheme("Either", null, o => o.ForwardDefault = "Cookies");
            all.AddAuthorization();
            services?.Invoke(all);
        },
        recorder);

    private sealed class OwnEvents(List<string> calls) : CookieAuthenticationEvents
    {
        public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context) => Called(calls);
    }
}
