using System.Diagnostics.Metrics;

namespace AuditTrail.Diagnostics;

/// <summary>A recorder's instruments in the meter <c>AuditTrail</c>, tagged with the recorder's name. Thread-safe.</summary>
internal sealed class RecorderMetrics : IDisposable
{
    /// <summary>The meter's name, for <c>AddMeter</c> and <c>dotnet-counters</c>.</summary>
    public const string MeterName = "AuditTrail";

    private readonly Meter? _owned;
    private readonly Counter<long> _recorded;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _late;
    private readonly Counter<long> _abandoned;
    private readonly Histogram<double> _duration;
    private readonly KeyValuePair<string, object?> _recorder;
    private volatile Func<RecorderStatus>? _status;

    /// <remarks>A factory's meter is the factory's to dispose; without one the meter is our own.</remarks>
    public RecorderMetrics(string recorder, IMeterFactory? factory, Func<RecorderStatus> status)
    {
        _owned = factory is null ? new Meter(MeterName) : null;
        var meter = factory?.Create(MeterName) ?? _owned ?? throw new InvalidOperationException("The meter factory gave no meter.");
        _recorder = new("recorder", recorder);
        _status = status;
        _recorded = meter.CreateCounter<long>("audittrail.events.recorded", "{event}", "Events recorded with the guarantee that was asked for.");
        _lost = meter.CreateCounter<long>("audittrail.events.lost", "{event}", "Events whose callers were told that they are lost.");
        _late = meter.CreateCounter<long>("audittrail.events.late", "{event}", "Events that were still queued when their callers' wait limit passed.");
        _abandoned = meter.CreateCounter<long>("audittrail.attempts.abandoned", "{attempt}", "Announced deeds of earlier runs whose outcome nobody knows: the process ended in between.");
        _duration = meter.CreateHistogram<double>("audittrail.record.duration", "s", "From the call to its guarantee.");
        Gauge("audittrail.queue.events", "{event}", "Events in the queue that are not durable yet.", static now => now.Queued);
        Gauge("audittrail.journal.size", "By", "Bytes of the journal's segments.", static now => now.JournalBytes);
        Gauge("audittrail.journal.budget", "By", "The most bytes that the journal may take.", static now => now.JournalBudget);

        void Gauge(string name, string unit, string description, Func<RecorderStatus, long> read) =>
            meter.CreateObservableGauge(name, () => _status is { } now ? [new Measurement<long>(read(now()), _recorder)] : Array.Empty<Measurement<long>>(), unit, description);
    }

    /// <summary>Whether a caller need take timestamps at all.</summary>
    public bool TimesCalls => _duration.Enabled;

    public void Recorded()
    {
        if (_recorded.Enabled)
        {
            _recorded.Add(1, _recorder);
        }
    }

    public void Lost() => _lost.Add(1, _recorder);

    public void Late() => _late.Add(1, _recorder);

    public void Abandoned() => _abandoned.Add(1, _recorder);

    public void Took(TimeSpan duration) => _duration.Record(duration.TotalSeconds, _recorder);

    /// <remarks>An instrument lives as long as its meter, which may be longer than this recorder: it then has nothing to tell and holds nothing.</remarks>
    public void Dispose()
    {
        _status = null;
        _owned?.Dispose();
    }
}
