using AuditTrail.Diagnostics;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Hosting;

public sealed class LossIdentityTests
{
    [Fact]
    public async Task InEverySnapshotUnderLoadEachTrailsNumbersAddUp()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Trail("all", trail => trail.ToMemory())
            .Trail("writes", trail => trail.Select(select => select.WriteOnly()).ToMemory())
            .Trail("fussy", trail => trail.To(_ => new FussySink()))));
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        var snapshots = new List<RecorderStatus>();
        var perCaller = TestScale.Of(fast: 50, normal: 200, slow: 2_000);

        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < perCaller; i++)
            {
                await recorder.RecordAsync(RecorderRig.Refund(i).ReadOnly(i % 3 == 0), new RecordOptions { Guarantee = AuditGuarantee.Accepted });
            }
        })));
        while (!load.IsCompleted)
        {
            snapshots.Add(recorder.GetStatus());
            await Task.Yield();
        }

        await load;
        await Eventually.IsTrueAsync(() => recorder.GetStatus().Trails.All(trail => trail.Pending == 0 && trail.Recorded >= 8 * perCaller), "every trail has dealt with everything");
        snapshots.Add(recorder.GetStatus());

        Assert.All(snapshots, snapshot => Assert.All(snapshot.Trails, trail =>
            Assert.Equal(trail.Recorded, trail.Delivered + trail.Pending + trail.DeadLettered + trail.NotSelected + trail.Skipped)));
        var last = snapshots[^1];
        Assert.Equal(0, last.Lost);
        Assert.True(last.Trails[1].NotSelected > 0);
        Assert.True(last.Trails[2].DeadLettered > 0);
        await host.StopAsync();
    }

    private sealed class FussySink : IAuditSink
    {
        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken) =>
            new(DeliveryResult.Reject([.. batch.Where(item => item.Sequence % 5 == 0).Select(item => new RejectedEvent(item.Index, "a number that ends in 0 or 5"))]));
    }
}
