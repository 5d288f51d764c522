using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Hosting;

public sealed class OpeningTests
{
    [Fact]
    public async Task WhenOneSinkCannotBeMadeThoseMadeBeforeAreDisposedAndTheNextAttemptOpens()
    {
        await using var hosts = new AuditHost();
        var made = new List<DisposableSink>();
        var lakeIsThere = false;
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Trail("first", trail => trail.To(_ =>
            {
                made.Add(new DisposableSink());
                return made[^1];
            }))
            .Trail("lake", trail => trail.To(_ => lakeIsThere ? new DisposableSink() : throw new IOException("no such lake")))
            .Configure(options => options.Journal.LockTimeout = TimeSpan.Zero)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.True(Assert.Single(made).IsDisposed);
        lakeIsThere = true;
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        await Eventually.IsTrueAsync(() => recorder.RecordAsync(RecorderRig.Refund(), new RecordOptions { OnFailure = RecordFailurePolicy.Continue }).AsTask().Result.Outcome == RecordOutcome.Recorded, "the next attempt opens the recorder");

        Assert.Equal((2, false), (made.Count, made[1].IsDisposed));
        await host.StopAsync();
        Assert.True(made[1].IsDisposed);
    }

    [Fact]
    public async Task WhenTheTrailsCannotBeOpenedNoSinkIsLeftBehind()
    {
        await using var hosts = new AuditHost();
        var sink = new DisposableSink { Limits = new SinkLimits { MaxEvents = 0 } };
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("lake", trail => trail.To(_ => sink))));

        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());

        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public async Task AStopDuringTheWaitForTheDirectoryDoesNotWaitForIt()
    {
        await using var hosts = new AuditHost();
        var first = hosts.Build(services => services.AddAuditTrail());
        await first.StartAsync();
        var second = hosts.Build(services => services.AddAuditTrail(audit => audit.Configure(options => options.Journal.LockTimeout = TimeSpan.FromHours(1))));
        using var stop = new CancellationTokenSource();

        var starting = second.StartAsync(stop.Token);
        await Eventually.IsTrueAsync(() => hosts.Logs.Messages.Any(message => message.Text.Contains("held by", StringComparison.Ordinal)), "the second host waits");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await ((IAsyncDisposable)second).DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await first.StopAsync();
    }

    [Fact]
    public async Task TheFirstRequestsContextDoesNotFollowIntoTheTrails()
    {
        await using var hosts = new AuditHost();
        var request = new AsyncLocal<string?>();
        var sink = new ContextSink(request);
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("lake", trail => trail.To(_ => sink))));
        request.Value = "the first request";

        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());

        Assert.Null(await sink.Seen.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private sealed class DisposableSink : IAuditSink, IDisposable
    {
        public SinkLimits Limits { get; init; } = SinkLimits.Default;

        public bool IsDisposed { get; private set; }

        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken) => new(DeliveryResult.Delivered());

        public void Dispose() => IsDisposed = true;
    }

    private sealed class ContextSink(AsyncLocal<string?> request) : IAuditSink
    {
        public TaskCompletionSource<string?> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            Seen.TrySetResult(request.Value);
            return new(DeliveryResult.Delivered());
        }
    }
}
