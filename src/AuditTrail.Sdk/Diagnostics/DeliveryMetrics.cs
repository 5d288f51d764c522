using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuditTrail.Diagnostics;

/// <summary>What delivery counts, in the meter <c>AuditTrail</c>, tagged with recorder and trail only.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    public const string MeterName = "AuditTrail";

    private readonly string _recorder;
    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _notSelected;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _failedAttempts;
    private readonly Histogram<double> _duration;
    private volatile Func<IEnumerable<TrailStatus>>? _trails;

    /// <param name="recorder">The recorder's name.</param>
    /// <param name="factory">The application's meter factory, which then owns the meter; null for a meter of its own.</param>
    public DeliveryMetrics(string recorder, IMeterFactory? factory = null)
    {
        _recorder = recorder;
        _ownsMeter = factory is null;
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _delivered = _meter.CreateCounter<long>("audittrail.trail.delivered", "{event}", "Events that the trail's sink acknowledged.");
        _deadLettered = _meter.CreateCounter<long>("audittrail.trail.dead_lettered", "{event}", "Events that the trail's sink refused for ever.");
        _notSelected = _meter.CreateCounter<long>("audittrail.trail.not_selected", "{event}", "Events that the trail's selector left out.");
        _skipped = _meter.CreateCounter<long>("audittrail.trail.skipped", "{event}", "Events that the trail jumped over or found damaged.");
        _failedAttempts = _meter.CreateCounter<long>("audittrail.trail.failed_attempts", "{attempt}", "Deliveries that failed and are tried again.");
        _duration = _meter.CreateHistogram<double>("audittrail.trail.delivery.duration", "s", "Time until a batch was acknowledged, all attempts included.");
        _meter.CreateObservableGauge("audittrail.trail.pending", Pending, "{event}", "Durable events that the trail has not dealt with yet.");
    }

    public Meter Meter => _meter;

    /// <summary>Offers how many events each trail has not dealt with, whenever somebody asks.</summary>
    public void ObservePending(Func<IEnumerable<TrailStatus>> trails) => _trails = trails;

    public void Delivered(string trail, long events, TimeSpan duration)
    {
        _delivered.Add(events, Tags(trail));
        _duration.Record(duration.TotalSeconds, Tags(trail));
    }

    public void Replayed(string trail, long events) => _delivered.Add(events, Tags(trail));

    public void DeadLettered(string trail, long events) => Count(_deadLettered, trail, events);

    public void NotSelected(string trail, long events) => Count(_notSelected, trail, events);

    public void Skipped(string trail, long events) => Count(_skipped, trail, events);

    public void AttemptFailed(string trail) => Count(_failedAttempts, trail, 1);

    /// <remarks>An instrument lives as long as its meter, which may be longer than this recorder: it then has nothing to tell and holds nothing.</remarks>
    public void Dispose()
    {
        _trails = null;
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    private IEnumerable<Measurement<long>> Pending() =>
        _trails is { } trails ? trails().Select(trail => new Measurement<long>(trail.Pending, Tags(trail.Name))) : [];

    private void Count(Counter<long> counter, string trail, long amount)
    {
        if (amount > 0)
        {
            counter.Add(amount, Tags(trail));
        }
    }

    private TagList Tags(string trail) => new() { { "recorder", _recorder }, { "trail", trail } };
}
