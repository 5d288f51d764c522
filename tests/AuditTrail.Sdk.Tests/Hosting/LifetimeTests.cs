using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Hosting;

public sealed class LifetimeTests
{
    [Fact]
    public async Task RegisteringBuildingAndResolvingTouchNothing()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail());

        host.Services.GetRequiredService<IAuditRecorder>().GetStatus();

        Assert.Empty(Directory.EnumerateFileSystemEntries(hosts.ContentRoot));
    }

    [Fact]
    public async Task WithoutAnySettingEventsLieInFilesUnderTheContentRoot()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail());
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();

        await recorder.RecordAsync(RecorderRig.Refund());
        await host.StopAsync();

        var file = Assert.Single(Directory.GetFiles(hosts.PathOf("audit"), "events-*.jsonl"));
        var names = (await File.ReadAllLinesAsync(file)).Select(line => AuditEvent.Parse(line).EventName);
        Assert.Equal(["TrailStarted", "RefundOrder", "TrailStopped"], names);
        Assert.NotEmpty(Directory.GetFiles(hosts.PathOf("audit", "journal")));
        Assert.Equal("orders.example.com", recorder.Source);
    }

    [Fact]
    public async Task TheStartNamesItsPlacesInFull()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Directory("trail")));

        await host.StartAsync();
        await host.StopAsync();

        var started = Assert.Single(hosts.Logs.At(LogLevel.Information), text => text.StartsWith("Audit trail started", StringComparison.Ordinal));
        Assert.Contains(hosts.PathOf("trail", "journal"), started, StringComparison.Ordinal);
        Assert.Equal(hosts.PathOf("trail", "journal"), host.Services.GetRequiredService<IAuditRecorder>().GetStatus().Location);
    }

    [Fact]
    public async Task ARecorderIsOpenBeforeAnyOtherServiceStartsAndUntilTheLastHasStopped()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            // Registered before the audit trail: the order of registration must not matter.
            services.AddHostedService<RecordingService>();
            services.UseInMemoryAuditTrail().AddAuditTrail();
        });

        await host.StartAsync();
        await host.StopAsync();

        var events = host.Services.GetRequiredService<InMemoryAuditSink>().AllEvents.Select(item => item.EventName);
        Assert.Equal(["TrailStarted", "Starting", "Stopping", "TrailStopped"], events);
    }

    [Fact]
    public async Task AnEventBeforeTheStartOpensTheRecorder()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory();

        var receipt = await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());

        Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
        await host.StartAsync();
        await host.StopAsync();
        Assert.Single(host.Services.GetRequiredService<InMemoryAuditSink>().AllEvents, item => item.EventName == "TrailStarted");
    }

    [Fact]
    public async Task AfterTheStopEventsAreLostWithAClearReason()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory();
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        await host.StopAsync();

        var failure = await Assert.ThrowsAsync<AuditRecordingException>(async () => await recorder.RecordAsync(RecorderRig.Refund()));

        Assert.Equal((RecordOutcome.Lost, "The recorder was stopped."), (failure.Receipt.Outcome, failure.Receipt.Reason));
        Assert.Equal("The recorder was stopped.", recorder.GetStatus().Problem);
        Assert.Equal(1, recorder.GetStatus().Lost);
    }

    [Fact]
    public async Task ADirectoryThatAnotherRecorderHoldsIsAnErrorThatNamesTheHolder()
    {
        await using var hosts = new AuditHost();
        var first = hosts.Build(services => services.AddAuditTrail());
        await first.StartAsync();
        var second = hosts.Build(services => services.AddAuditTrail(audit => audit.Configure(options => options.Journal.LockTimeout = TimeSpan.FromMilliseconds(50))));

        var failure = await Assert.ThrowsAnyAsync<IOException>(() => second.StartAsync());

        Assert.Contains(hosts.PathOf("audit", "journal"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        await first.StopAsync();
    }

    [Fact]
    public async Task WhileTheDirectoryIsHeldAnEventIsLostWithAReasonAndMarkedOnceItIsFree()
    {
        await using var hosts = new AuditHost();
        var first = hosts.Build(services => services.AddAuditTrail());
        await first.StartAsync();
        var second = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("memory", trail => trail.ToMemory())));
        var recorder = second.Services.GetRequiredService<IAuditRecorder>();

        var receipt = await recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { WaitLimit = TimeSpan.FromMilliseconds(50), OnFailure = RecordFailurePolicy.Continue });
        await first.StopAsync();
        await second.StartAsync();

        Assert.Equal(RecordOutcome.Lost, receipt.Outcome);
        Assert.Contains("still being opened", receipt.Reason, StringComparison.Ordinal);
        var gap = await second.Services.GetRequiredService<InMemoryAuditSink>().WaitForAsync("TrailGap");
        Assert.Equal("1", gap.RequestParameters?["count"]?.ToString());
        await second.StopAsync();
    }

    [Fact]
    public async Task ADirectoryThatCannotBeMadeIsAnErrorThatNamesIt()
    {
        await using var hosts = new AuditHost();
        Directory.CreateDirectory(hosts.ContentRoot);
        await File.WriteAllTextAsync(hosts.PathOf("file"), "in the way");
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Directory("file/audit")));

        var failure = await Assert.ThrowsAnyAsync<IOException>(() => host.StartAsync());

        Assert.Contains(hosts.PathOf("file", "audit"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(hosts.Logs.At(LogLevel.Critical), text => text.Contains("could not be started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AProgramWithoutAHostRecordsToo()
    {
        using var directory = new TemporaryDirectory();
        var services = new ServiceCollection();
        services.AddAuditTrail(audit => audit.Directory(directory.Path).From("batch.example.com"));

        using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        }

        var file = Assert.Single(Directory.GetFiles(directory.Path, "events-*.jsonl"));
        Assert.Equal(3, (await File.ReadAllLinesAsync(file)).Length);
    }

    [Fact]
    public async Task AfterARestartTheTrailGoesOnWithoutRepeatingAnything()
    {
        await using var hosts = new AuditHost();
        for (var run = 0; run < 3; run++)
        {
            var host = hosts.Build(services => services.AddAuditTrail());
            await host.StartAsync();
            await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund(run));
            await host.StopAsync();
        }

        var lines = Directory.GetFiles(hosts.PathOf("audit"), "events-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(line => AuditEvent.Parse(line)).ToList();
        Assert.Equal(Enumerable.Repeat(new[] { "TrailStarted", "RefundOrder", "TrailStopped" }, 3).SelectMany(names => names), lines.Select(item => item.EventName));
        Assert.Equal(lines.Count, lines.Select(item => item.EventId).Distinct().Count());
    }

    [Theory]
    [InlineData("Production", 1)]
    [InlineData("Development", 0)]
    public async Task OnlyMemoryOutsideDevelopmentIsLoud(string environment, int warnings)
    {
        await using var hosts = new AuditHost { Environment = environment };
        var host = hosts.BuildInMemory();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(warnings, hosts.Logs.At(LogLevel.Critical).Count(text => text.Contains("ALL AUDIT TRAILS ARE IN MEMORY", StringComparison.Ordinal)));
    }

    private sealed class RecordingService(IAuditRecorder recorder) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => RecordAsync("Starting");

        public Task StopAsync(CancellationToken cancellationToken) => RecordAsync("Stopping");

        private Task RecordAsync(string name) => recorder.RecordAsync(AuditEvent.Create("orders.example.com", name, UserIdentity.Service("orders"))).AsTask();
    }
}
