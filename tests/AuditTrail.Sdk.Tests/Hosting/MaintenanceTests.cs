using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Hosting;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task DeadLettersAreOfferedAgainByName()
    {
        await using var hosts = new AuditHost();
        var sink = new PickySink();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("lake", trail => trail.To(_ => sink))));
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        var maintenance = host.Services.GetRequiredService<AuditTrailMaintenance>();
        await recorder.RecordAsync(RecorderRig.Refund());
        await Eventually.IsTrueAsync(() => recorder.GetStatus().Trails[0].DeadLettered == 2, "the refused event and the start's marker are dead letters");

        sink.IsPicky = false;
        var replay = await maintenance.ReplayDeadLettersAsync("lake");

        Assert.Equal(new DeadLetterReplay(2, 0, Problem: null), replay);
        await Assert.ThrowsAsync<ArgumentException>(() => maintenance.ReplayDeadLettersAsync("laek"));
        await host.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => maintenance.ReplayDeadLettersAsync("lake"));
    }

    [Fact]
    public async Task ARemovedTrailHoldsItsEventsUntilItIsReleasedByName()
    {
        await using var hosts = new AuditHost();
        var first = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("old", trail => trail.ToMemory())));
        await first.StartAsync();
        await first.StopAsync();
        var second = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("new", trail => trail.ToMemory())));
        await second.StartAsync();
        var recorder = second.Services.GetRequiredService<IAuditRecorder>();
        Assert.True(Assert.Single(recorder.GetStatus().Trails, trail => trail.Name == "old").Removed);

        await second.Services.GetRequiredService<AuditTrailMaintenance>().ReleaseTrailAsync("old");

        Assert.Equal(["new"], recorder.GetStatus().Trails.Select(trail => trail.Name));
        await second.StopAsync();
    }

    private sealed class PickySink : IAuditSink
    {
        private volatile bool _picky = true;

        public bool IsPicky
        {
            set => _picky = value;
        }

        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken) =>
            new(_picky ? DeliveryResult.Reject([.. batch.Select(item => new RejectedEvent(item.Index, "not to my taste"))]) : DeliveryResult.Delivered());
    }
}
