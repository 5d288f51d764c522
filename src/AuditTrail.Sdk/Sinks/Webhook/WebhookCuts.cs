namespace AuditTrail.Sinks.Webhook;

/// <summary>Where a batch was cut because a receiver refused what was larger, kept from one attempt to the next.</summary>
/// <remarks>
/// An attempt that began with the whole batch again would never get past a receiver that takes a few requests at a time. Forgets as <see cref="PartialDelivery"/> does.
/// </remarks>
internal sealed class WebhookCuts
{
    // By the place in the trail of the event that a part begins with.
    private readonly HashSet<long> _cuts = [];
    private (Guid Stream, long Epoch, bool IsReplay) _place;

    /// <summary>Begins an attempt: the parts that are still open, the earliest on top.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="numbers">The places in the trail of its open events, in order.</param>
    public Stack<(int First, int Count)> Begin(AuditBatch batch, ReadOnlySpan<long> numbers)
    {
        var place = (batch.Stream, batch.Epoch, batch.Occasion == BatchOccasion.Replay);
        if (place != _place)
        {
            _cuts.Clear();
            _place = place;
        }

        var open = new Stack<(int First, int Count)>();
        var kept = new HashSet<long>();
        var end = numbers.Length;
        for (var first = numbers.Length - 1; first >= 0; first--)
        {
            if (first == 0 || _cuts.Contains(numbers[first]))
            {
                open.Push((first, end - first));
                kept.Add(numbers[first]);
                end = first;
            }
        }

        _cuts.IntersectWith(kept);
        return open;
    }

    /// <summary>From now on a part begins with an event.</summary>
    /// <param name="trailSequence">Its place in the trail.</param>
    public void Add(long trailSequence) => _cuts.Add(trailSequence);

    /// <summary>Everything is settled.</summary>
    public void Clear() => _cuts.Clear();
}
