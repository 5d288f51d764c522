using System.Collections.Concurrent;
using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.Tests.IncumbentFailures;

/// <summary>What becomes of events that were accepted while the store is down or slow. Journals on a real disk; the numbers are the rows of docs/failures.md.</summary>
public sealed class StoreFailureTests
{
    [Fact]
    public async Task Row02AnEventOfAStoreThatIsDownIsDeliveredWhenItIsBack()
    {
        await using var hosts = new AuditHost();
        var store = new Store { IsDown = true };
        var host = await StartAsync(hosts, store);
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await using var scope = recorder.Begin("RefundOrder", UserIdentity.User("alice"));
            throw new TimeoutException("the application's own");
        });
        await Eventually.IsTrueAsync(() => store.Refusals > 0, "the store was asked");
        Assert.Empty(store.Refunds);

        store.IsDown = false;
        await Eventually.IsTrueAsync(() => store.Refunds.Count == 1, "the event is delivered");
        Assert.Equal(0, recorder.GetStatus().Lost);
    }

    [Fact]
    public async Task Row03WhenTheStoreIsDownASuccessIsASuccess()
    {
        await using var hosts = new AuditHost();
        var host = await StartAsync(hosts, new Store { IsDown = true });
        await using var scope = host.Services.GetRequiredService<IAuditRecorder>().Begin("RefundOrder", UserIdentity.User("alice"));

        Assert.Equal(RecordOutcome.Recorded, (await scope.SucceedAsync()).Outcome);
    }

    [Fact]
    public async Task Row22WhenTheHostStopsWhatTheStoreDidNotTakeYetIsDeliveredAfterTheStart()
    {
        await using var hosts = new AuditHost();
        var accepted = TestScale.Of(fast: 500, normal: 2_000, slow: 5_000);
        var store = new Store { PerEvent = TimeSpan.FromMilliseconds(1) };
        var first = await StartAsync(hosts, store);
        var recorder = first.Services.GetRequiredService<IAuditRecorder>();
        await Task.WhenAll(Enumerable.Range(0, accepted).Select(number =>
            recorder.RecordAsync(RecorderRig.Refund(number), new RecordOptions { Guarantee = AuditGuarantee.Accepted, WaitLimit = TimeSpan.FromSeconds(60) }).AsTask()));

        await first.StopAsync();
        var before = store.Refunds.Count;
        store.PerEvent = TimeSpan.Zero;
        await StartAsync(hosts, store);

        await Eventually.IsTrueAsync(() => store.Refunds.Distinct(StringComparer.Ordinal).Count() == accepted, $"all {accepted} are delivered, {before} of them before the stop");
    }

    private static async Task<IHost> StartAsync(AuditHost hosts, Store store)
    {
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Configure(options => options.DrainTimeout = TimeSpan.Zero)
            .Trail("store", trail => trail.To(_ => store))));
        await host.StartAsync();
        return host;
    }

    private sealed class Store : IAuditSink
    {
        private readonly ConcurrentQueue<string> _refunds = new();
        private volatile bool _isDown;
        private int _refusals;

        public SinkLimits Limits { get; } = SinkLimits.Default with { MaxEvents = 20 };

        public bool IsDown
        {
            get => _isDown;
            set => _isDown = value;
        }

        public int Refusals => Volatile.Read(ref _refusals);

        public TimeSpan PerEvent { get; set; }

        public IReadOnlyCollection<string> Refunds => [.. _refunds];

        public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            if (_isDown)
            {
                Interlocked.Increment(ref _refusals);
                throw new IOException("AUDIT STORE DOWN");
            }

            await Task.Delay(PerEvent * batch.Count, cancellationToken);
            foreach (var item in batch)
            {
                if (item.ReadEvent() is { EventName: "RefundOrder" } refund)
                {
                    _refunds.Enqueue(refund.EventId ?? "");
                }
            }

            return DeliveryResult.Delivered();
        }
    }
}
