using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore.Tests.Hosting;

/// <summary>What is said when the application starts.</summary>
public sealed class StartUpTests
{
    [Theory]
    [InlineData(true, 1, "believed from everyone")]
    [InlineData(false, null, "without a limit")]
    public async Task ForwardedHeadersThatBelieveTooMuchAreAWarning(bool everyone, int? limit, string text)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => ""), s => s.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.All;
            o.ForwardLimit = limit;
            if (everyone)
            {
                o.KnownProxies.Clear();
                o.KnownIPNetworks.Clear();
            }
        }));

        Assert.Contains(text, Assert.Single(app.Logger.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForwardedHeadersWithKnownProxiesAreNoWarning()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => ""), s => s.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.All));

        Assert.Empty(app.Logger.Warnings);
    }

    [Fact]
    public async Task StandingAfterAuthenticationIsAWarningAtStart()
    {
        await using var app = await WebApp.StartAsIsAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.UseAuditTrail();
                a.MapGet("/", () => "");
            },
            HeaderAuthentication.Add);

        Assert.Contains("UseAuthentication() and", Assert.Single(app.Logger.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthenticationThatTheWebApplicationAddsItselfIsAWarningAtTheFirstRequest()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => ""), HeaderAuthentication.Add);

        await app.Client.GetAsync("/");
        await app.Client.GetAsync("/");

        Assert.Contains("stands after UseAuthentication()", Assert.Single(app.Logger.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandingFirstIsNoWarning()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.MapGet("/", () => "").RequireAuthorization();
            },
            HeaderAuthentication.Add);

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.GetAsync("/")).StatusCode);
        Assert.Empty(app.Logger.Warnings);
    }

    [Fact]
    public void WithoutARecorderTheErrorSaysWhatToCall()
    {
        var app = WebApplication.CreateBuilder().Build();

        Assert.Contains("services.AddAuditTrail(…)", Assert.Throws<InvalidOperationException>(() => app.UseAuditTrail()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongOptionIsNamedWithItsValue()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton<IAuditRecorder>(new CollectingRecorder());
        builder.Services.AddAuditTrailHttp(o =>
        {
            o.WaitLimit = TimeSpan.Zero;
            o.LongResponse = TimeSpan.FromSeconds(-1);
        });
        var app = builder.Build();

        var problems = Assert.Throws<OptionsValidationException>(() => app.UseAuditTrail()).Failures.ToArray();

        Assert.Equal(2, problems.Length);
        Assert.Contains("AuditHttpOptions.WaitLimit (AuditTrail:Http:WaitLimit) is 00:00:00", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANamedRecorderIsRecordedInto()
    {
        var named = new CollectingRecorder();
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", () => ""),
            s => s.AddKeyedSingleton<IAuditRecorder>("orders", named).AddAuditTrailHttp(o => o.Recorder = "orders"));

        await app.Client.GetAsync("/");

        await named.SingleAsync();
        Assert.Empty(app.Recorder.Events);
    }
}
