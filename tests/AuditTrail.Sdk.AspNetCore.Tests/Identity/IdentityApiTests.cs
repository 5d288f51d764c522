using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>ASP.NET Core Identity as it comes, with its own endpoints, cookies and tokens.</summary>
public sealed class IdentityApiTests
{
    private const string Password = "Correct-horse-7";

    [Fact]
    public async Task ACookieOfASignInWithAPasswordSaysTheUserAndThatItWasOneFactor()
    {
        await using var app = await StartAsync();
        var browser = new Browser(app);
        await browser.PostAsync("/register", JsonContent.Create(new { email = "ana@example.com", password = Password }));

        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/login?useCookies=true", Login(Password))).StatusCode);
        await browser.GetAsync("/orders");

        var events = await app.Recorder.WaitForAsync(4);
        Assert.Equal(["POST /register", "SignIn", "POST /login", "GET /orders"], events.Select(e => e.Name));
        Assert.Equal("Identity.Application", events[1]["requestParameters.scheme"]);
        foreach (var e in (Recorded[])[events[1], events[3]])
        {
            Assert.True(Guid.TryParse(e["userIdentity.principalId"], out _));
            Assert.Equal("ana@example.com", e["userIdentity.userName"]);
            Assert.Equal("Identity.Application", e["userIdentity.identityProvider"]);
            Assert.Equal("false", e["userIdentity.sessionContext.attributes.mfaAuthenticated"]);
            Assert.Null(e["userIdentity.credentialId"]);
        }
    }

    [Fact]
    public async Task AWrongPasswordAnUnknownUserAndALockedOneAreFailedSignInsWithAPseudonym()
    {
        await using var app = await StartAsync();
        await app.Client.PostAsJsonAsync("/register", new { email = "ana@example.com", password = Password });

        await app.Client.PostAsync("/login", Login("wrong"));
        await app.Client.PostAsync("/login", Login("wrong"));
        await app.Client.PostAsync("/login", Login(Password));
        await app.Client.PostAsync("/login", Login("wrong", "nobody@example.com"));

        var failures = (await app.Recorder.WaitForAsync(9)).Where(e => e.Name == "SignIn").ToArray();
        Assert.Equal(["SignInFailed", "LockedOut", "LockedOut", "SignInFailed"], failures.Select(e => e.Error));
        Assert.All(failures, e => Assert.Equal("HIDDEN_DUE_TO_SECURITY_REASONS", e["userIdentity.userName"]));
        Assert.All(failures, e => Assert.DoesNotContain("@example.com", e.Json, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(failures[0]["requestParameters.claimedName"], failures[2]["requestParameters.claimedName"]);
        Assert.NotEqual(failures[0]["requestParameters.claimedName"], failures[3]["requestParameters.claimedName"]);
    }

    [Fact]
    public async Task ABearersSignInAndItsRefreshAreEventsAndSoIsARefusedRefresh()
    {
        await using var app = await StartAsync();
        await app.Client.PostAsJsonAsync("/register", new { email = "ana@example.com", password = Password });
        using var tokens = JsonDocument.Parse(await (await app.Client.PostAsync("/login", Login(Password))).Content.ReadAsStringAsync());
        var refreshToken = tokens.RootElement.GetProperty("refreshToken").GetString();

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsJsonAsync("/refresh", new { refreshToken })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.PostAsJsonAsync("/refresh", new { refreshToken = "stolen" })).StatusCode);

        var events = await app.Recorder.WaitForAsync(7);
        Assert.Equal(["POST /register", "SignIn", "POST /login", "RefreshToken", "POST /refresh", "RefreshToken", "POST /refresh"], events.Select(e => e.Name));
        Assert.Equal("ana@example.com", events[3]["userIdentity.userName"]);
        Assert.Null(events[3].Error);
        Assert.Equal("RefreshRefused", events[5].Error);
        Assert.All(events, e => Assert.DoesNotContain(refreshToken!, e.Json, StringComparison.Ordinal));
    }

    private static JsonContent Login(string password, string email = "ana@example.com") => JsonContent.Create(new { email, password });

    private static Task<WebApp> StartAsync() => WebApp.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapIdentityApi<IdentityUser>();
            app.MapGet("/orders", () => "ok").RequireAuthorization();
        },
        services =>
        {
            services.AddSingleton<IUserStore<IdentityUser>, MemoryUsers>();
            services.AddIdentityApiEndpoints<IdentityUser>(o => o.Lockout.MaxFailedAccessAttempts = 2).AddSignInManager<RecordedSignIns<IdentityUser>>();
            services.AddAuthorization();
        });
}
