using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task EveryRecorderHasACheckOfItsOwn()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.AddHealthChecks().AddAuditTrail().AddAuditTrail();
            services.UseInMemoryAuditTrail().AddAuditTrail();
            services.AddAuditTrail("billing");
        });
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(["audittrail", "audittrail-billing"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Healthy, report.Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task ALossIsUnhealthyForAWhile()
    {
        await using var hosts = new AuditHost();
        var time = new ManualTimeProvider();
        var host = Build(hosts, services => services.AddSingleton<TimeProvider>(time));
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        var usedUp = RecorderRig.Refund();
        usedUp.Build();
        await recorder.RecordAsync(RecorderRig.Refund());
        await recorder.RecordAsync(usedUp, new RecordOptions { OnFailure = RecordFailurePolicy.Continue });

        var after = await CheckAsync(host);
        time.Advance(TimeSpan.FromMinutes(6));
        var later = await CheckAsync(host);

        Assert.Equal(HealthStatus.Unhealthy, after.Status);
        Assert.Contains("1 were lost and 0 late", after.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, later.Status);
        Assert.Equal(1L, later.Data["lost"]);
    }

    [Fact]
    public async Task ARecorderThatCannotOpenIsUnhealthy()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.AddHealthChecks().AddAuditTrail();
            services.AddAuditTrail(audit => audit.Directory("/dev/null/audit"));
        });
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        var entry = await CheckAsync(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("/dev/null/audit", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrailThatFailsIsDegraded()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.AddHealthChecks().AddAuditTrail();
            services.AddAuditTrail(audit => audit.Trail("lake", trail => trail.To(_ => new DeadSink())).Configure(options => options.DrainTimeout = TimeSpan.Zero));
        });
        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        await Eventually.IsTrueAsync(() => recorder.GetStatus().Trails[0].Problem is not null, "the trail has a problem");

        var entry = await CheckAsync(host);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("The trail 'lake' is failing", entry.Description, StringComparison.Ordinal);
        Assert.Contains("the lake is dry", entry.Description, StringComparison.Ordinal);
        await host.StopAsync();
    }

    private static IHost Build(AuditHost hosts, Action<IServiceCollection> configure) => hosts.Build(services =>
    {
        services.AddHealthChecks().AddAuditTrail();
        services.UseInMemoryAuditTrail().AddAuditTrail();
        configure(services);
    });

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["audittrail"];

    private sealed class DeadSink : IAuditSink
    {
        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken) => new(DeliveryResult.Retry("the lake is dry"));
    }
}
