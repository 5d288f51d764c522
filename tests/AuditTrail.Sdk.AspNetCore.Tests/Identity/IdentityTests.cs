using System.Net;
using System.Security.Claims;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Who is recorded: the principal as it is when the event is recorded, and never a name that was only claimed.</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task TheAuthenticatedPrincipalIsTheActor()
    {
        await using var app = await StartAsync();

        await app.Client.SendAsync(As("ana", "/secured"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("WebIdentityUser", e["userIdentity.type"]);
        Assert.Equal("ana-id", e["userIdentity.principalId"]);
        Assert.Equal("ana", e["userIdentity.userName"]);
        Assert.Equal("https://issuer.example.com", e["userIdentity.identityProvider"]);
        Assert.Equal("verified", e.Http("authentication"));
        Assert.Equal("Header", e.Http("authenticationScheme"));
    }

    [Fact]
    public async Task TheSessionsIdIsRecordedAsAHash()
    {
        await using var app = await StartAsync();

        await app.Client.SendAsync(As("ana", "/secured"));

        var e = await app.Recorder.SingleAsync();
        Assert.DoesNotContain("session-of-ana", e.Json, StringComparison.Ordinal);

        // printf session-of-ana | sha256sum | cut -c1-32
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("session-of-ana"u8))[..32], e["userIdentity.credentialId"]);
    }

    [Fact]
    public async Task TheAnonymousIsSaidToBeAnonymousAndA401IsRecorded()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.GetAsync("/secured")).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""{"type":"Unknown","principalId":"anonymous"}""", e["userIdentity"]);
        Assert.Equal("none", e.Http("authentication"));
        Assert.Equal("Unauthorized", e.Error);
        Assert.Equal("GET /secured", e.Name);
    }

    [Theory]
    [InlineData("Header", "/secured")]
    [InlineData(null, "/by-scheme")]
    [InlineData(null, "/by-policy")]
    [InlineData(null, "/by-named-policy")]
    public async Task FailedAuthenticationIsSaidAndTheClaimedNameIsNobody(string? defaultScheme, string path)
    {
        await using var app = await StartAsync(defaultScheme);

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.SendAsync(As("forged", path))).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("anonymous", e["userIdentity.principalId"]);
        Assert.Equal("failed", e.Http("authentication"));
        Assert.Equal("Header", e.Http("authenticationScheme"));
        Assert.Equal("AuthenticationFailureException", e.Http("authenticationFailure"));
        Assert.DoesNotContain("forged", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A403NamesWhoWasRefused()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await app.Client.SendAsync(As("ana", "/admin"))).StatusCode);

        var e = Assert.Single(await app.Recorder.WaitForAsync(2), e => e.Name == "GET /admin");
        Assert.Equal("ana", e["userIdentity.userName"]);
        Assert.Equal("Forbidden", e.Error);
    }

    [Fact]
    public async Task AnIdentityWithoutAuthenticationIsNotTheActorWhateverItsName()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", (HttpContext context) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "root"), new Claim("sub", "root")]));
            return "hello";
        }));

        await app.Client.GetStringAsync("/");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("anonymous", e["userIdentity.principalId"]);
        Assert.DoesNotContain("root", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APrincipalThatIsReplacedInTheRequestIsTheActor()
    {
        await using var app = await StartAsync();

        await app.Client.SendAsync(As("ana", "/impersonate"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("bob", e["userIdentity.principalId"]);
        Assert.Equal("Impersonation", e.Http("authenticationScheme"));
    }

    [Fact]
    public async Task AnEmptyPrincipalIsAnonymous()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await app.Client.SendAsync(As("ana", "/empty"))).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("anonymous", e["userIdentity.principalId"]);
        Assert.Equal("none", e.Http("authentication"));
    }

    [Fact]
    public async Task SigningInIsAnonymousAndSigningOutIsTheUser()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.MapPost("/sign-in", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ana")], "Cookies"))));
                a.MapPost("/sign-out", (HttpContext context) => context.SignOutAsync());
            },
            services => services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie());

        var signedIn = await app.Client.PostAsync("/sign-in", null);
        var signOut = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, "/sign-out");
        signOut.Headers.Add("Cookie", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        await app.Client.SendAsync(signOut);
        var tampered = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, "/sign-out");
        tampered.Headers.Add("Cookie", ".AspNetCore.Cookies=CfDJ8nonsense");
        await app.Client.SendAsync(tampered);

        var events = (await app.Recorder.WaitForAsync(6)).Where(e => e.Name?.StartsWith("POST ", StringComparison.Ordinal) is true).ToArray();
        Assert.Equal(["anonymous", "ana", "anonymous"], events.Select(e => e["userIdentity.principalId"]));
        Assert.Equal(["none", "verified", "failed"], events.Select(e => e.Http("authentication")));
        Assert.Equal("Cookies", events[1]["userIdentity.identityProvider"]);
        Assert.All(events, e => Assert.DoesNotContain("CfDJ8", e.Json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMappedIdentityIsTheActor()
    {
        await using var app = await StartAsync(configure: o => o.MapIdentity = (context, identity) => identity with { AccountId = "123456789012" });

        await app.Client.SendAsync(As("ana", "/secured"));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("123456789012", e["userIdentity.accountId"]);
        Assert.Equal("ana", e["userIdentity.userName"]);
    }

    private static HttpRequestMessage As(string user, string path)
    {
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        return request;
    }

    private static Task<WebApp> StartAsync(string? defaultScheme = HeaderAuthentication.SchemeName, Action<AuditHttpOptions>? configure = null) => WebApp.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/secured", () => "ok").RequireAuthorization();
            app.MapGet("/admin", () => "ok").RequireAuthorization("Admin");
            app.MapGet("/by-scheme", [Authorize(AuthenticationSchemes = "Header")] () => "ok");
            app.MapGet("/by-policy", () => "ok").RequireAuthorization(p => p.AddAuthenticationSchemes("Header").RequireAuthenticatedUser());
            app.MapGet("/by-named-policy", () => "ok").RequireAuthorization("ByHeader");
            app.MapGet("/impersonate", (HttpContext context) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "bob")], "Impersonation"));
                return "ok";
            });
            app.MapGet("/empty", (HttpContext context) =>
            {
                context.User = new ClaimsPrincipal();
                return "ok";
            });
        },
        services =>
        {
            HeaderAuthentication.Add(services, defaultScheme);
            services.AddAuditTrailHttp(o => configure?.Invoke(o));
        });
}
