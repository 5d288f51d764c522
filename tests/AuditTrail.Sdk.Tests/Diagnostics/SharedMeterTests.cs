using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AuditTrail.Recording;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Diagnostics;

public sealed class SharedMeterTests
{
    [Fact]
    public async Task AMeterThatLivesOnNoLongerAsksARecorderThatIsDisposed()
    {
        using var factory = new OneMeterFactory();
        var seen = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, mine) =>
        {
            if (ReferenceEquals(instrument.Meter, factory.Meter))
            {
                mine.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => seen.Add(instrument.Name));
        listener.Start();
        await RunAsync(factory, listener);
        Assert.Contains("audittrail.trail.pending", seen);
        Assert.Contains("audittrail.journal.size", seen);
        seen.Clear();

        listener.RecordObservableInstruments();

        Assert.Empty(seen);
    }

    private static async Task RunAsync(OneMeterFactory factory, MeterListener listener)
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddSingleton<IMeterFactory>(new UndisposedFactory(factory)).UseInMemoryAuditTrail().AddAuditTrail());
        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        listener.RecordObservableInstruments();
        await host.StopAsync();
    }

    private sealed class OneMeterFactory : IMeterFactory
    {
        public Meter Meter { get; } = new("AuditTrail");

        public Meter Create(MeterOptions options) => Meter;

        public void Dispose() => Meter.Dispose();
    }

    /// <summary>The application's services do not own the meter.</summary>
    private sealed class UndisposedFactory(OneMeterFactory factory) : IMeterFactory
    {
        public Meter Create(MeterOptions options) => factory.Meter;

        public void Dispose()
        {
        }
    }
}
