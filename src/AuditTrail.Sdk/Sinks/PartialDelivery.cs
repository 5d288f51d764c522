namespace AuditTrail.Sinks;

/// <summary>What a destination has already said of a batch's events, kept from one attempt to the next: for sinks whose destination answers for each event or takes a batch in parts.</summary>
/// <remarks>
/// <para>A retry then offers only what is still open, and a refusal that came beside a failure is not forgotten. It holds no events and at most what one batch has. It lives in memory: after a
/// restart the whole batch is open again, so events still need an identity that the destination can tell repetitions by.</para>
/// <para>Not thread-safe: one for each sink, used in its calls, which come one at a time.</para>
/// </remarks>
public sealed class PartialDelivery
{
    // By the event's place in the trail, which no other event ever gets; a null reason means delivered.
    private readonly Dictionary<long, string?> _settled = [];
    private (Guid Stream, long Epoch, bool IsReplay) _place;

    /// <summary>Begins an attempt: forgets what is not of this batch.</summary>
    /// <param name="batch">The batch that the sink was given. It is enumerated once.</param>
    public void Begin(AuditBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var place = (batch.Stream, batch.Epoch, IsReplay: batch.Occasion == BatchOccasion.Replay);
        if (place != _place)
        {
            _settled.Clear();
            _place = place;
        }

        if (_settled.Count > 0)
        {
            var offered = batch.Select(item => item.TrailSequence).ToHashSet();
            // Whoever replays dead letters has mended something since: they are all offered again.
            foreach (var (number, _) in _settled.Where(one => !offered.Contains(one.Key) || (place.IsReplay && one.Value is not null)).ToList())
            {
                _settled.Remove(number);
            }
        }
    }

    /// <summary>Whether nothing more is to be done for an event: it was delivered or rejected before.</summary>
    public bool IsSettled(in BatchedEvent item) => _settled.ContainsKey(item.TrailSequence);

    /// <summary>The destination has the event, durably.</summary>
    public void Delivered(in BatchedEvent item) => Delivered(item.TrailSequence);

    /// <summary>The destination has the event, durably.</summary>
    /// <param name="trailSequence">The event's <see cref="BatchedEvent.TrailSequence"/>.</param>
    public void Delivered(long trailSequence) => _settled[trailSequence] = null;

    /// <summary>The destination refuses the event for ever.</summary>
    /// <param name="item">The event.</param>
    /// <param name="reason">Why, in the destination's words; kept with the event in the dead letters.</param>
    public void Rejected(in BatchedEvent item, string reason) => Rejected(item.TrailSequence, reason);

    /// <summary>The destination refuses the event for ever.</summary>
    /// <param name="trailSequence">The event's <see cref="BatchedEvent.TrailSequence"/>.</param>
    /// <param name="reason">Why, in the destination's words; kept with the event in the dead letters.</param>
    public void Rejected(long trailSequence, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _settled[trailSequence] = reason;
    }

    /// <summary>The answer once every event is settled; what was remembered is then forgotten.</summary>
    /// <param name="batch">The batch of <see cref="Begin"/>. It may be enumerated once.</param>
    /// <exception cref="InvalidOperationException">An event is neither delivered nor rejected: answer <see cref="DeliveryResult.Retry"/> instead.</exception>
    public DeliveryResult Finish(AuditBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_settled.Count == batch.Count && _settled.Values.All(reason => reason is null))
        {
            // The usual case, without reading the journal again.
            _settled.Clear();
            return DeliveryResult.Delivered();
        }

        var rejected = new List<RejectedEvent>();
        foreach (var item in batch)
        {
            if (!_settled.TryGetValue(item.TrailSequence, out var reason))
            {
                throw new InvalidOperationException($"Event {item.TrailSequence} of the trail is neither delivered nor rejected.");
            }

            if (reason is not null)
            {
                rejected.Add(new RejectedEvent(item.Index, reason));
            }
        }

        _settled.Clear();
        return DeliveryResult.Reject(rejected);
    }
}
