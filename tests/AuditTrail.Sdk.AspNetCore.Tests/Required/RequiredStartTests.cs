using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>An application whose required endpoints nobody would record does not start.</summary>
public sealed class RequiredStartTests
{
    // Replaced by the real port when the server listens.
    private const string AnyPort = "http://127.0.0.1:0";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WithoutTheMiddlewareTheStartFailsAndTheServerNeverListens(bool run)
    {
        await using var app = Build();
        app.MapPost("/transfer", () => "").Audit("TransferMoney", required: true);
        app.MapPost("/other", () => "");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => run ? app.RunAsync() : app.StartAsync());

        Assert.Contains("HTTP: POST /transfer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Call app.UseAuditTrail() first", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/other", failure.Message, StringComparison.Ordinal);
        if (!run)
        {
            Assert.Equal([AnyPort], AddressesOf(app));
        }
    }

    [Fact]
    public async Task AControllersAttributeIsFoundToo()
    {
        await using var app = Build(SomeControllers.Add);
        app.MapControllers();
        app.MapGroup("/more").WithMetadata(new AuditAttribute { Required = true }).MapGet("/{id}", () => "").WithDisplayName("more");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("LedgerController.Named", failure.Message, StringComparison.Ordinal);
        Assert.Contains("BooksController.Close", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BooksController.Open", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostWithAStartUpMethodFailsInTheSameWay()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web.UseTestServer()
            .ConfigureServices(s => s.AddRouting().AddAuditTrail(audit => audit.Trail("memory", t => t.ToMemory())))
            .Configure(app => app.UseRouting().UseEndpoints(e => e.MapPost("/transfer", () => "").Audit("TransferMoney", required: true)))).Build();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("/transfer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutRequiredEndpointsTheMiddlewareMayBeAbsent()
    {
        await using var app = Build();
        app.MapPost("/transfer", () => "").Audit("TransferMoney");

        await app.StartAsync();

        Assert.DoesNotContain(AnyPort, AddressesOf(app));
    }

    [Fact]
    public async Task WithoutAnyOfOurServicesARequiredEndpointDoesNotRun()
    {
        var handler = new Handler();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.MapPost("/transfer", handler.Run).Audit("TransferMoney", required: true);
        await app.StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetTestClient().PostAsync("/transfer", null));

        Assert.Contains("services.AddAuditTrail(…)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, handler.Runs);
    }

    [Fact]
    public void ARecorderOfOnesOwnAloneIsNotEnoughForTheMiddleware()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton<IAuditRecorder>(new CollectingRecorder());
        var app = builder.Build();

        Assert.Contains("services.AddAuditTrailHttp(…)", Assert.Throws<InvalidOperationException>(() => app.UseAuditTrail()).Message, StringComparison.Ordinal);
    }

    private static ICollection<string> AddressesOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private static WebApplication Build(Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(AnyPort);
        builder.Services.AddAuditTrail(audit => audit.Trail("memory", t => t.ToMemory())).Services.UseInMemoryAuditTrail();
        services?.Invoke(builder.Services);
        return builder.Build();
    }
}
