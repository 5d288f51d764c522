using AuditTrail.Sinks;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Hosting;

public sealed class StoppingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task RecordersStopSideBySide()
    {
        await using var hosts = new AuditHost();
        var meeting = new Meeting(2);
        var host = hosts.Build(services =>
        {
            services.AddAuditTrail(audit => Set(audit, new MeetingSink(atStop: meeting)));
            services.AddAuditTrail("billing", audit => Set(audit, new MeetingSink(atStop: meeting)));
        });
        await host.StartAsync();

        // One after the other, the first would wait for the second's stop for its whole drain time.
        await host.StopAsync().WaitAsync(Deadline);

        static void Set(AuditTrail.Hosting.AuditTrailBuilder audit, IAuditSink sink) =>
            audit.Configure(options => options.DrainTimeout = 2 * Deadline).Trail("lake", trail => trail.To(_ => sink));
    }

    [Fact]
    public async Task SinksAreDisposedSideBySide()
    {
        await using var hosts = new AuditHost();
        var meeting = new Meeting(2);
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Trail("lake", trail => trail.To(_ => new MeetingSink(atDisposal: meeting)))
            .Trail("sea", trail => trail.To(_ => new MeetingSink(atDisposal: meeting)))));
        await host.StartAsync();

        await host.StopAsync().WaitAsync(Deadline);
    }

    /// <summary>Lets nobody go on before all are there.</summary>
    private sealed class Meeting(int members)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _there;

        public Task JoinAsync()
        {
            if (Interlocked.Increment(ref _there) == members)
            {
                _all.SetResult();
            }

            return _all.Task;
        }
    }

    private sealed class MeetingSink(Meeting? atStop = null, Meeting? atDisposal = null) : IAuditSink, IAsyncDisposable
    {
        public SinkLimits Limits { get; } = new() { AttemptTimeout = TimeSpan.FromHours(1) };

        public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            if (batch.Occasion == BatchOccasion.Stop && atStop is not null)
            {
                await atStop.JoinAsync().WaitAsync(cancellationToken);
            }

            return DeliveryResult.Delivered();
        }

        public async ValueTask DisposeAsync() => await (atDisposal?.JoinAsync() ?? Task.CompletedTask);
    }
}
