using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AuditTrail.Recording;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.Diagnostics;

public sealed class RecorderMetricsTests
{
    [Fact]
    public async Task WhatIsRecordedAndLostIsCountedForEachRecorder()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services =>
        {
            services.UseInMemoryAuditTrail().AddAuditTrail();
            services.AddAuditTrail("billing");
        });
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        var seen = new ConcurrentBag<(string Instrument, double Value, string? Recorder)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, mine) =>
        {
            // Meters of other tests' hosts have the same name.
            if (instrument.Meter.Name == "AuditTrail" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                mine.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.Start();
        await host.StartAsync();

        for (var i = 0; i < 3; i++)
        {
            await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        }

        var billing = host.Services.GetRequiredKeyedService<IAuditRecorder>("billing");
        await billing.RecordAsync(RecorderRig.Refund());
        listener.RecordObservableInstruments();
        await host.StopAsync();
        await billing.RecordAsync(RecorderRig.Refund(), new RecordOptions { OnFailure = RecordFailurePolicy.Continue });

        Assert.Equal(3, Sum("audittrail.events.recorded", ""));
        Assert.Equal(1, Sum("audittrail.events.recorded", "billing"));
        Assert.Equal(0, Sum("audittrail.events.lost", ""));
        Assert.Equal(1, Sum("audittrail.events.lost", "billing"));
        Assert.Equal(4, seen.Count(item => item.Instrument == "audittrail.record.duration"));
        Assert.True(Sum("audittrail.journal.size", "") > 0);
        Assert.True(Sum("audittrail.journal.budget", "") > 0);
        Assert.Equal(2, seen.Count(item => item.Instrument == "audittrail.queue.events"));

        void See(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? recorder = null;
            foreach (var (key, tag) in tags)
            {
                recorder = key == "recorder" ? tag as string : recorder;
            }

            seen.Add((instrument, value, recorder));
        }

        double Sum(string instrument, string recorder) => seen.Where(item => item.Instrument == instrument && item.Recorder == recorder).Sum(item => item.Value);
    }
}
