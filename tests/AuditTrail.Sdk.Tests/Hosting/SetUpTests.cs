using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.Tests.Hosting;

public sealed class SetUpTests
{
    [Fact]
    public async Task EverySettingCanStandInTheConfiguration()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services => services.AddAuditTrail(),
            ("AuditTrail:Source", "shop.example.com"),
            ("AuditTrail:Directory", "trail"),
            ("AuditTrail:AccountId", "123456789012"),
            ("AuditTrail:Region", "eu-central-1"),
            ("AuditTrail:Guarantee", "written"),
            ("AuditTrail:WaitLimit", "00:00:05"),
            ("AuditTrail:OnFailure", "Continue"),
            ("AuditTrail:DrainTimeout", "00:00:03"),
            ("AuditTrail:Journal:MaxBytes", "1GiB"),
            ("AuditTrail:Journal:SegmentBytes", "8MiB"),
            ("AuditTrail:Journal:QueueBytes", "2097152"),
            ("AuditTrail:Journal:QueueEvents", "500"),
            ("AuditTrail:Journal:LockTimeout", "00:00:01"),
            ("AuditTrail:Journal:AllowNetworkFileSystem", "true"),
            ("AuditTrail:Trails:writes:Sink", "File"),
            ("AuditTrail:Trails:writes:Select", "ManagementEvents, WriteOnly"),
            ("AuditTrail:Trails:writes:WhenBehind", "Skip"),
            ("AuditTrail:Trails:writes:FromOldest", "true"),
            ("AuditTrail:Trails:writes:File:Directory", "files"),
            ("AuditTrail:Trails:writes:File:FileNamePrefix", "writes"),
            ("AuditTrail:Trails:writes:File:RollBytes", "10MiB"),
            ("AuditTrail:Trails:writes:File:Retention", "30.00:00:00"),
            ("AuditTrail:Trails:writes:File:MaxTotalBytes", "1GiB"));

        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        await host.StopAsync();

        var options = host.Services.GetRequiredService<IOptionsMonitor<AuditTrailOptions>>().CurrentValue;
        Assert.Equal(
            ("shop.example.com", "trail", "123456789012", "eu-central-1", AuditGuarantee.Written, TimeSpan.FromSeconds(5), RecordFailurePolicy.Continue, TimeSpan.FromSeconds(3)),
            (options.Source, options.Directory, options.AccountId, options.Region, options.Guarantee, options.WaitLimit, options.OnFailure, options.DrainTimeout));
        Assert.Equal(
            (1L << 30, 8L << 20, 2L << 20, 500, TimeSpan.FromSeconds(1), true),
            (options.Journal.MaxBytes, options.Journal.SegmentBytes, options.Journal.QueueBytes, options.Journal.QueueEvents, options.Journal.LockTimeout, options.Journal.AllowNetworkFileSystem));
        Assert.Single(Directory.GetFiles(hosts.PathOf("trail", "files"), "writes-*.jsonl"));
    }

    [Fact]
    public async Task CodeWinsOverConfiguration()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory(
            audit => audit.From("code.example.com").Configure(options => options.Guarantee = AuditGuarantee.Accepted),
            ("AuditTrail:Source", "configuration.example.com"),
            ("AuditTrail:Guarantee", "Written"),
            ("AuditTrail:Region", "eu-central-1"));

        var options = host.Services.GetRequiredService<IOptionsMonitor<AuditTrailOptions>>().CurrentValue;

        Assert.Equal(("code.example.com", AuditGuarantee.Accepted, "eu-central-1"), (options.Source, options.Guarantee, options.Region));
    }

    [Fact]
    public async Task TrailsOfCodeAndConfigurationStandSideBySide()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory(audit => audit.Trail("coded", trail => trail.ToFile("coded")), ("AuditTrail:Trails:configured:Sink", "File"));
        await host.StartAsync();

        Assert.Equal(["configured", "coded"], host.Services.GetRequiredService<IAuditRecorder>().GetStatus().Trails.Select(trail => trail.Name));
        await host.StopAsync();
    }

    [Fact]
    public async Task APackageBringsItsSinkAndReadsItsOwnOptions()
    {
        await using var hosts = new AuditHost();
        var made = new List<(string Trail, string Bucket, int Parts)>();
        var host = hosts.Build(
            services => services.AddAuditTrail(audit => audit.AddSinkType("Bucket", section =>
            {
                var (bucket, parts) = (section.Required("Name"), section.Number("Parts", fallback: 3, min: 1));
                return context =>
                {
                    made.Add((context.Trail, bucket, parts));
                    return context.Services.GetRequiredService<InMemoryAuditSink>();
                };
            })),
            ("AuditTrail:Trails:archive:Sink", "bucket"),
            ("AuditTrail:Trails:archive:Bucket:Name", "my-audit"));

        host.Services.GetRequiredService<IAuditRecorder>();
        Assert.Empty(made);
        await host.StartAsync();

        Assert.Equal(("archive", "my-audit", 3), Assert.Single(made));
        await host.StopAsync();
    }

    [Fact]
    public async Task APackagesOptionsAreCheckedAsTheCoresAre()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services => services.AddAuditTrail(audit => audit.AddSinkType("Bucket", section =>
            {
                section.Required("Name");
                return context => context.Services.GetRequiredService<InMemoryAuditSink>();
            })),
            ("AuditTrail:Trails:archive:Sink", "Bucket"),
            ("AuditTrail:Trails:archive:Bucket:Nmae", "my-audit"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            [
                "AuditTrail:Trails:archive:Bucket:Name is not set.",
                "AuditTrail:Trails:archive:Bucket:Nmae is not an option; did you mean AuditTrail:Trails:archive:Bucket:Name?",
            ],
            failure.Failures);
    }

    [Fact]
    public async Task NamedRecordersHaveTheirOwnDirectorySectionAndKey()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services =>
            {
                services.AddAuditTrail();
                services.AddAuditTrail("billing");
                services.AddAuditTrail("stock", audit => audit.From("stock.example.com"));
            },
            ("AuditTrail:Recorders:billing:Directory", "money"),
            ("AuditTrail:Recorders:billing:Source", "billing.example.com"));
        await host.StartAsync();
        var billing = host.Services.GetRequiredKeyedService<IAuditRecorder>("billing");

        await billing.RecordAsync(RecorderRig.Refund());
        await host.StopAsync();

        Assert.Equal(("billing", "billing.example.com"), (billing.Name, billing.Source));
        Assert.Equal(["audit", "audit-stock", "money"], Directory.GetDirectories(hosts.ContentRoot).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("RefundOrder", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(hosts.PathOf("money"), "events-*.jsonl"))), StringComparison.Ordinal);
        Assert.DoesNotContain("RefundOrder", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(hosts.PathOf("audit"), "events-*.jsonl"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoRecordersCannotShareADirectory()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.AddAuditTrail();
            services.AddAuditTrail("billing", audit => audit.Directory("audit/"));
        });

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains($"have the same directory '{hosts.PathOf("audit")}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AuditTrail:Recorders:billing:Directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddingTwiceIsOneRecorder()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.UseInMemoryAuditTrail();
            services.AddAuditTrail(audit => audit.Trail("one", trail => trail.ToFile()));
            services.AddAuditTrail(audit => audit.From("late.example.com").Trail("two", trail => trail.ToFile("two")));
        });
        await host.StartAsync();

        var recorder = Assert.Single(host.Services.GetServices<IAuditRecorder>());
        Assert.Equal("late.example.com", recorder.Source);
        Assert.Equal(["one", "two"], recorder.GetStatus().Trails.Select(trail => trail.Name));
        await host.StopAsync();
    }
}
