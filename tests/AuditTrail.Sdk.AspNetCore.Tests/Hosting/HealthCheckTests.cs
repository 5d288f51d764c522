using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuditTrail.AspNetCore.Tests.Hosting;

/// <summary>What asks all day whether the application lives is left out, and nobody who only looks like it.</summary>
public sealed class HealthCheckTests
{
    private const string Elb = "ELB-HealthChecker/2.0";

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable)]
    public async Task AHealthEndpointIsNotRecordedWhateverItSays(bool healthy, HttpStatusCode status)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapHealthChecks("/healthz"),
            s => s.AddHealthChecks().AddCheck("disk", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy()));

        Assert.Equal(status, (await app.Client.GetAsync("/healthz")).StatusCode);

        Assert.Empty(app.Recorder.Events);
    }

    [Fact]
    public async Task AHealthEndpointIsRecordedWhereItIsAskedFor()
    {
        await using var asked = await WebApp.StartAsync(a => a.MapHealthChecks("/healthz").Audit("AskForHealth"), s => s.AddHealthChecks());
        await asked.Client.GetAsync("/healthz");
        Assert.Equal("AskForHealth", (await asked.Recorder.SingleAsync()).Name);

        await using var all = await WebApp.StartAsync(
            a => a.MapHealthChecks("/healthz"),
            s =>
            {
                s.AddHealthChecks();
                s.AddAuditTrailHttp(o => o.SkipHealthChecks = false);
            });
        await all.Client.GetAsync("/healthz");
        Assert.Equal("GET /healthz", (await all.Recorder.SingleAsync()).Name);
    }

    [Fact]
    public async Task CredentialsThatAreTriedAtAHealthEndpointAreRecorded()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.MapHealthChecks("/healthz").RequireAuthorization();
            },
            s =>
            {
                HeaderAuthentication.Add(s);
                s.AddHealthChecks();
            });
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/healthz");
        request.Headers.Add("X-User", "forged");
        request.Headers.UserAgent.ParseAdd(Elb);

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.SendAsync(request)).StatusCode);

        Assert.Equal("failed", (await app.Recorder.SingleAsync()).Http("authentication"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task WhereEveryEndpointAsksForCredentialsAHealthEndpointIsLeftOutOnlyIfItDoesNot(bool anonymous, int recorded)
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                var health = a.MapHealthChecks("/healthz");
                _ = anonymous ? health.AllowAnonymous() : health;
            },
            s =>
            {
                HeaderAuthentication.Add(s);
                s.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                s.AddHealthChecks();
            });
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/healthz");
        request.Headers.Add("X-User", "guessed");

        Assert.Equal(HttpStatusCode.OK, (await app.Client.SendAsync(request)).StatusCode);

        Assert.Equal(recorded, app.Recorder.Events.Count);
    }

    [Theory]
    [InlineData(Elb)]
    [InlineData("GoogleHC/1.0")]
    [InlineData("kube-probe/1.31")]
    [InlineData("Edge Health Probe")]
    [InlineData("Amazon-Route53-Health-Check-Service (ref 1; report http://amzn.to/1vsZADi)")]
    public async Task AProbeOfTheRootWhereNothingIsIsNotRecorded(string userAgent)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", () => ""));

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.SendAsync(From(userAgent, HttpMethods.Get, "/"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.SendAsync(From(userAgent, HttpMethods.Head, "/"))).StatusCode);

        Assert.Empty(app.Recorder.Events);
    }

    [Theory]
    [InlineData("GET", "/orders", "GET /orders")]
    [InlineData("POST", "/orders", "POST /orders")]
    [InlineData("DELETE", "/orders", "UnmatchedRequest")]
    [InlineData("POST", "/", "UnmatchedRequest")]
    [InlineData("GET", "/?x=' or 1=1", "UnmatchedRequest")]
    [InlineData("GET", "http://localhost//", "UnmatchedRequest")]
    [InlineData("GET", "/.git/config", "UnmatchedRequest")]
    public async Task AnAttackerWhoLooksLikeAProbeIsRecorded(string method, string path, string name)
    {
        await using var app = await WebApp.StartAsync(a =>
        {
            a.MapGet("/orders", () => "");
            a.MapPost("/orders", () => "");
        });

        await app.Client.SendAsync(From(Elb, method, path));

        Assert.Equal(name, (await app.Recorder.SingleAsync()).Name);
    }

    [Theory]
    [InlineData("Mozilla/5.0 ELB-HealthChecker/2.0")]
    [InlineData("elb-healthchecker/2.0")]
    [InlineData("")]
    public async Task AnybodyElseAtTheRootIsRecorded(string userAgent)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", () => ""));

        await app.Client.SendAsync(From(userAgent, HttpMethods.Get, "/"));

        Assert.Equal("UnmatchedRequest", (await app.Recorder.SingleAsync()).Name);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task AnAnswerOtherThanThatNothingIsThereIsRecorded(int status)
    {
        await using var app = await WebApp.StartAsync(a => a.Run(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }));

        await app.Client.SendAsync(From(Elb, HttpMethods.Get, "/"));

        Assert.Equal($"{status}", (await app.Recorder.SingleAsync()).Status);
    }

    [Fact]
    public async Task AnEndpointOfTheSameNameIsNoHealthCheck()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/healthz", () => "").WithDisplayName("Health checks"), s => s.AddHealthChecks());

        await app.Client.SendAsync(From(Elb, HttpMethods.Get, "/healthz"));

        Assert.Equal("GET /healthz", (await app.Recorder.SingleAsync()).Name);
    }

    private static HttpRequestMessage From(string userAgent, string method, string path)
    {
        var request = new HttpRequestMessage(new System.Net.Http.HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        return request;
    }
}
