using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Hosting;

public sealed class InMemoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneLineSwapsEveryTrailBeforeOrAfterTheSetUp(bool after)
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            if (!after)
            {
                services.UseInMemoryAuditTrail();
            }

            // A directory that nobody can make, and a sink that must not be made.
            services.AddAuditTrail(audit => audit
                .Directory("/dev/null/audit")
                .Trail("all", trail => trail.ToFile())
                .Trail("writes", trail => trail.Select(select => select.WriteOnly()).To(_ => throw new InvalidOperationException("This sink would open a connection."))));
            services.AddAuditTrail("billing", audit => audit.Directory("/dev/null/audit"));
            if (after)
            {
                services.UseInMemoryAuditTrail();
            }
        });

        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund(1));
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund(2).ReadOnly());
        await host.Services.GetRequiredKeyedService<IAuditRecorder>("billing").RecordAsync(RecorderRig.Refund(3));

        var sink = host.Services.GetRequiredService<InMemoryAuditSink>();
        Assert.Equal(3, (await sink.WaitForAsync(3)).Count);
        await host.StopAsync();
        Assert.Equal(3, sink.Events.Count);
        Assert.Single(sink.EventsOf("writes"));
        Assert.Equal("memory", host.Services.GetRequiredService<IAuditRecorder>().GetStatus().Location);
        Assert.Empty(Directory.EnumerateFileSystemEntries(hosts.ContentRoot));
    }

    [Fact]
    public async Task AHostThatIsBuiltAndNeverStartedRecordsToo()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory();

        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund(5));

        var recorded = await host.Services.GetRequiredService<InMemoryAuditSink>().WaitForAsync("RefundOrder");
        Assert.Equal("5", recorded.RequestParameters?["number"]?.ToString());
    }

    [Fact]
    public async Task TwentyHostsInParallelKeepTheirEventsApart()
    {
        await using var hosts = new AuditHost();
        var built = Enumerable.Range(0, 20).Select(_ => hosts.BuildInMemory()).ToList();

        await Task.WhenAll(built.Select((host, number) => Task.Run(async () =>
        {
            await host.StartAsync();
            var recorder = host.Services.GetRequiredService<IAuditRecorder>();
            for (var i = 0; i < 10; i++)
            {
                await recorder.RecordAsync(RecorderRig.Refund(number));
            }

            var events = await host.Services.GetRequiredService<InMemoryAuditSink>().WaitForAsync(10);
            Assert.All(events, item => Assert.Equal($"{number}", item.RequestParameters?["number"]?.ToString()));
            await host.StopAsync();
        })));

        Assert.Empty(Directory.EnumerateFileSystemEntries(hosts.ContentRoot));
    }
}
