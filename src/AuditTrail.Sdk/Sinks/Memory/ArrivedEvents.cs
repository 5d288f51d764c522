using System.Text;
using AuditTrail.Events;

namespace AuditTrail.Sinks.Memory;

/// <summary>What arrived, each event once. Not thread-safe; the lists that it gives out do not change.</summary>
internal sealed class ArrivedEvents
{
    private readonly List<ArrivedEvent> _events = [];
    private readonly Dictionary<(Guid Stream, long Sequence, string? Trail, long Epoch, long TrailSequence), ArrivedEvent?> _known = [];
    private IReadOnlyList<AuditEvent>? _ofApplication;
    private IReadOnlyList<AuditEvent>? _all;

    public IReadOnlyList<AuditEvent> OfApplication => _ofApplication ??= [.. _events.Where(item => !item.IsOwn).Select(item => item.Event)];

    public IReadOnlyList<AuditEvent> All => _all ??= [.. _events.Select(item => item.Event)];

    public IReadOnlyList<string> Json => [.. _events.Select(item => item.Json)];

    public IReadOnlyList<ArrivedEvent> Entries => _events;

    public IReadOnlyList<AuditEvent> Of(string trail) => [.. _events.Where(item => !item.IsOwn && item.Trails.Contains(trail)).Select(item => item.Event)];

    /// <summary>Adds an event unless it is here, or was before it was forgotten.</summary>
    public bool Add(AuditBatch batch, BatchedEvent item)
    {
        // Without a number in the stream an event is one trail's own.
        var key = item.Sequence > 0
            ? (batch.Stream, item.Sequence, null, 0L, 0L)
            : (batch.Stream, 0L, (string?)batch.Trail, batch.Epoch, item.TrailSequence);
        if (_known.TryGetValue(key, out var known))
        {
            known?.Trails.Add(batch.Trail);
            return false;
        }

        var json = Encoding.UTF8.GetString(item.Utf8Json.Span);
        var added = new ArrivedEvent(item.ReadEvent(), json, item.Time, [batch.Trail]);
        _known.Add(key, added);
        _events.Add(added);
        _ofApplication = _all = null;
        return true;
    }

    public void Clear()
    {
        foreach (var key in _known.Keys.ToArray())
        {
            _known[key] = null;
        }

        _events.Clear();
        _ofApplication = _all = null;
    }
}
