using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Sinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.AspNetCore.Tests.Hosting;

/// <summary>A whole application with its trails swapped for memory, as its own tests would do it.</summary>
public sealed class InMemoryApplicationTests
{
    [Fact]
    public async Task TwentyApplicationsInParallelSeeEachItsOwnEvents()
    {
        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (number, _) =>
        {
            await using var factory = new ShopFactory();
            using var client = factory.CreateClient();

            await client.PostAsync($"/orders/{number}/refund", null, CancellationToken.None);

            var sink = factory.Services.GetRequiredService<InMemoryAuditSink>();
            var recorded = await sink.WaitForAsync("RefundOrder", TimeSpan.FromSeconds(60), CancellationToken.None);
            Assert.Equal($"{number}", new Recorded(recorded.ToUtf8Json())["requestParameters.id"]);
            Assert.Single(sink.Events, e => e.EventName == "RefundOrder");
            Assert.False(Directory.Exists(factory.AuditDirectory));
        });
    }

    [Fact]
    public async Task AHostThatIsBuiltAndNeverStartedTouchesNoDirectory()
    {
        var directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddAuditTrail(audit => audit.Directory(directory).Trail("all", t => t.ToFile("audit")));
        var app = builder.Build();
        app.UseAuditTrail();
        app.MapGet("/", () => "");
        await app.DisposeAsync();

        Assert.False(Directory.Exists(directory));
    }

    private sealed class ShopFactory : WebApplicationFactory<InMemoryApplicationTests>
    {
        public string AuditDirectory { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        protected override IHostBuilder CreateHostBuilder() => new HostBuilder().ConfigureWebHost(web => web
            .UseContentRoot(AppContext.BaseDirectory)
            .ConfigureServices(services => services.AddRouting().AddAuditTrail(audit => audit.Directory(AuditDirectory).Trail("all", t => t.ToFile("audit"))))
            .Configure(app => app
                .UseAuditTrail()
                .UseRouting()
                .UseEndpoints(e => e.MapPost("/orders/{id}/refund", (string id) => Results.Ok()).Audit("RefundOrder"))));

        protected override void ConfigureWebHost(IWebHostBuilder builder) =>
            builder.UseContentRoot(AppContext.BaseDirectory).ConfigureTestServices(services => services.UseInMemoryAuditTrail());
    }
}
