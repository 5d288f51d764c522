using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Hosting;

public sealed class BrokenLogTests
{
    [Fact]
    public async Task ALogThatThrowsStopsNeitherTheRecorderNorATrail()
    {
        using var directory = new TemporaryDirectory();
        var sink = new SinkThatFailsOnce();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new ThrowingLogs()));
        services.AddAuditTrail(audit => audit.Directory(directory.Path).Trail("lake", trail => trail.To(_ => sink)));
        await using var provider = services.BuildServiceProvider();
        var recorder = provider.GetRequiredService<IAuditRecorder>();

        var receipt = await recorder.RecordAsync(RecorderRig.Refund());
        await Eventually.IsTrueAsync(() => recorder.GetStatus().Trails is [{ Delivered: 2, Pending: 0, Problem: null }], "the start and the event are delivered");

        Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
        Assert.True(sink.Failed);
    }

    private sealed class SinkThatFailsOnce : IAuditSink
    {
        public bool Failed { get; private set; }

        public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            var first = !Failed;
            Failed = true;
            return new(first ? DeliveryResult.Retry("the lake is dry") : DeliveryResult.Delivered());
        }
    }

    private sealed class ThrowingLogs : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new ThrowingLog();

        public void Dispose()
        {
        }
    }
}
