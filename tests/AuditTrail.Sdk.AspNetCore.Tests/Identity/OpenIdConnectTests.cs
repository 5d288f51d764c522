using System.Net;
using System.Text;
using System.Text.Json;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>A browser's way through the framework's own OpenID Connect handler and back, with a provider of the test's.</summary>
public sealed class OpenIdConnectTests
{
    private static readonly Tokens Tokens = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheCookieOfAnOpenIdSignInSaysWhoVouchesSinceWhenAndHow(bool mapInboundClaims)
    {
        var endpoint = new TokenEndpoint();
        await using var app = await StartAsync(mapInboundClaims, endpoint: endpoint);
        var browser = new Browser(app);
        var query = QueryHelpers.ParseQuery((await browser.GetAsync("/orders")).Headers.Location?.Query);
        endpoint.Nonce = query["nonce"].ToString();

        var back = await browser.GetAsync($"/signin-oidc?code=CODE&state={Uri.EscapeDataString(query["state"].ToString())}");
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        await browser.GetAsync("/orders");

        var events = await app.Recorder.WaitForAsync(3);
        Assert.Equal(["GET /orders", "SignIn", "GET /orders"], events.Select(e => e.Name));
        Assert.Equal("Cookies", events[1]["requestParameters.scheme"]);
        foreach (var e in (Recorded[])[events[1], events[2]])
        {
            Assert.Equal("u-1", e["userIdentity.principalId"]);
            Assert.Equal("Ana", e["userIdentity.userName"]);
            Assert.Equal(Tokens.DefaultIssuer, e["userIdentity.identityProvider"]);
            Assert.StartsWith("sha256:", e["userIdentity.credentialId"], StringComparison.Ordinal);
            Assert.Equal("""{"creationDate":"2023-11-14T22:13:20Z","mfaAuthenticated":"true"}""", e["userIdentity.sessionContext.attributes"]);
        }
    }

    [Theory]
    [InlineData("error=access_denied", "AccessDenied")]
    [InlineData("error=server_error&error_description=SECRET", "OpenIdConnectProtocolException")]
    public async Task AProvidersRefusalIsAFailedSignInOnce(string answer, string reason)
    {
        await using var app = await StartAsync(mapInboundClaims: true);
        var browser = new Browser(app);
        var query = QueryHelpers.ParseQuery((await browser.GetAsync("/orders")).Headers.Location?.Query);

        await browser.GetAsync($"/signin-oidc?{answer}&state={Uri.EscapeDataString(query["state"].ToString())}");

        var events = await app.Recorder.WaitForAsync(3);
        Assert.Equal(["GET /orders", "SignIn", "UnmatchedRequest"], events.Select(e => e.Name));
        Assert.Equal(reason, events[1].Error);
        Assert.Equal(reason, events[1].Http("authenticationFailure"));
        Assert.Equal("OpenIdConnect", events[1].Http("authenticationScheme"));
        Assert.Equal("HIDDEN_DUE_TO_SECURITY_REASONS", events[1]["userIdentity.userName"]);
        Assert.All(events, e => Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheApplicationsOwnEventsStillDecideWhatIsAnswered()
    {
        await using var app = await StartAsync(mapInboundClaims: true, onFailure: context =>
        {
            context.HandleResponse();
            context.Response.Redirect("/sorry");
            return Task.CompletedTask;
        });

        Assert.Equal(HttpStatusCode.Redirect, (await app.Client.GetAsync("/signin-oidc?code=CODE&state=forged")).StatusCode);

        Assert.Equal("SignIn", (await app.Recorder.SingleAsync()).Name);
    }

    private static Task<WebApp> StartAsync(bool mapInboundClaims, Func<RemoteFailureContext, Task>? onFailure = null, TokenEndpoint? endpoint = null) => WebApp.StartAsync(
        app =>
        {
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/orders", () => "ok").RequireAuthorization();
        },
        services =>
        {
            services.AddAuthentication(o => (o.DefaultScheme, o.DefaultChallengeScheme) = ("Cookies", OpenIdConnectDefaults.AuthenticationScheme))
                .AddCookie()
                .AddOpenIdConnect(o =>
                {
                    o.ClientId = Tokens.Audience;
                    o.ClientSecret = "secret";
                    o.ResponseType = "code";
                    o.ResponseMode = "query";
                    o.UsePkce = false;
                    o.MapInboundClaims = mapInboundClaims;
                    o.TokenValidationParameters.NameClaimType = "name";
                    o.BackchannelHttpHandler = endpoint ?? new TokenEndpoint();
                    o.Configuration = new OpenIdConnectConfiguration { Issuer = Tokens.DefaultIssuer, AuthorizationEndpoint = Tokens.DefaultIssuer + "/authorize", TokenEndpoint = Tokens.DefaultIssuer + "/token" };
                    o.Configuration.SigningKeys.Add(Tokens.Key);
                    if (onFailure is not null)
                    {
                        o.Events.OnRemoteFailure = onFailure;
                    }
                });
            services.AddAuthorization();
        });

    private sealed class TokenEndpoint : HttpMessageHandler
    {
        public string Nonce { get; set; } = "";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var token = Tokens.Create(new()
            {
                ["sub"] = "u-1", ["name"] = "Ana", ["sid"] = "session-1", ["auth_time"] = 1_700_000_000L, ["amr"] = new[] { "pwd", "mfa" }, ["nonce"] = Nonce,
            });
            var json = JsonSerializer.Serialize(new { access_token = "ACCESS", token_type = "Bearer", id_token = token });
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(json, Encoding.UTF8, "application/json") });
        }
    }
}
