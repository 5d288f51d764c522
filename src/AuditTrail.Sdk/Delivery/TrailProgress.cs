using System.Diagnostics;

namespace AuditTrail.Delivery;

/// <summary>How far a trail is: what the cursor file holds. Immutable, so that a status never sees half of a step.</summary>
/// <remarks>
/// The loss identity is the balance <c>Delivered + DeadLettered + NotSelected + Skipped = (Position − Start) + (Raised − Markers)</c>:
/// the left side counts outcomes, the right side numbers. Each step here keeps it.
/// </remarks>
internal sealed record TrailProgress
{
    /// <summary>The journal's life that <see cref="Position"/> counts in.</summary>
    public required Guid Stream { get; init; }

    /// <summary>From 1; grows when the numbering of the trail begins again.</summary>
    public required long Epoch { get; init; }

    /// <summary>The selector that numbered the trail's events.</summary>
    public required string Selector { get; init; }

    /// <summary>The journal number before the trail's first event; below zero when the trail is older than this journal.</summary>
    public required long Start { get; init; }

    /// <summary>Every journal number up to here is dealt with.</summary>
    public required long Position { get; init; }

    /// <summary>The highest trail number that any batch may have used.</summary>
    public long TrailSequence { get; init; }

    public long Delivered { get; init; }

    public long DeadLettered { get; init; }

    public long NotSelected { get; init; }

    public long Skipped { get; init; }

    /// <summary>Markers that this trail ever raised, <see cref="Markers"/> included.</summary>
    public long Raised { get; init; }

    /// <summary>The sink's own state.</summary>
    public string? State { get; init; }

    /// <summary>Raised, and not with the sink yet; oldest first.</summary>
    public IReadOnlyList<TrailMarker> Markers { get; init; } = [];

    public bool IsBalanced => Delivered + DeadLettered + NotSelected + Skipped == Position - Start + Raised - Markers.Count;

    /// <summary>The batch is with the sink, but for the rejected events, which are in the dead letters.</summary>
    public TrailProgress After(BatchSpan batch, int rejected, string? state) => Checked(this with
    {
        Position = batch.Last,
        TrailSequence = batch.LastTrailSequence,
        Delivered = Delivered + batch.Count - rejected,
        DeadLettered = DeadLettered + rejected,
        NotSelected = NotSelected + batch.NotSelected,
        Markers = [.. Markers.Skip(batch.Markers)],
        State = state ?? State,
    });

    /// <summary>Steps over journal numbers that will not be delivered, and gives up trail numbers that a batch may have used for them.</summary>
    /// <param name="gap">What is stepped over.</param>
    /// <param name="isSaid">Another marker tells of the gap already.</param>
    /// <param name="throughTrailSequence">The highest trail number that was offered.</param>
    /// <param name="marker">Makes the marker.</param>
    public TrailProgress Over(GapFacts gap, bool isSaid, long throughTrailSequence, Func<GapFacts, TrailMarker> marker) =>
        Checked((isSaid ? Burn(throughTrailSequence, marker) : Raise(WithUnused(gap, throughTrailSequence), marker)) with
        {
            TrailSequence = Math.Max(TrailSequence, throughTrailSequence),
            Position = gap.To,
            Skipped = Skipped + gap.To - Position,
        });

    /// <summary>Gives up numbers that an unanswered batch may have used: no other event may ever get them, and a marker says that nothing is missing there.</summary>
    public TrailProgress Burn(long throughTrailSequence, Func<GapFacts, TrailMarker> marker) => throughTrailSequence <= TrailSequence
        ? this
        : Raise(WithUnused(new GapFacts(0, 0, 0, GapReason.NumbersUnused), throughTrailSequence), marker) with { TrailSequence = throughTrailSequence };

    /// <summary>Goes on at another place, under a new epoch and with the counters as they were.</summary>
    public TrailProgress Rebase(Guid stream, long position, GapFacts gap, Func<GapFacts, TrailMarker> marker) => Checked(Raise(gap, marker) with
    {
        Stream = stream,
        Epoch = Epoch + 1,
        TrailSequence = 0,
        Start = position - (Position - Start),
        Position = position,
    });

    /// <summary>Raises a marker, or widens the last one that waits when the gaps touch: a trail that skips again and again has one gap.</summary>
    public TrailProgress Raise(GapFacts gap, Func<GapFacts, TrailMarker> marker) =>
        Markers.Count > 0 && Markers[^1].Gap.With(gap) is { } whole
            ? this with { Markers = [.. Markers.Take(Markers.Count - 1), marker(whole)] }
            : this with { Raised = Raised + 1, Markers = [.. Markers, marker(gap)] };

    /// <summary>Dead letters were delivered after all.</summary>
    public TrailProgress Replayed(long delivered, string? state)
    {
        // Letters of an earlier epoch, or put back by hand, are not in this count; the sum stays true without them.
        var known = Math.Min(delivered, DeadLettered);
        return Checked(this with { Delivered = Delivered + known, DeadLettered = DeadLettered - known, State = state ?? State });
    }

    private GapFacts WithUnused(GapFacts gap, long throughTrailSequence) => throughTrailSequence <= TrailSequence
        ? gap
        : gap with { TrailFrom = TrailSequence + 1, TrailTo = throughTrailSequence };

    private static TrailProgress Checked(TrailProgress progress)
    {
        Debug.Assert(progress.IsBalanced, "A step of a trail must keep the loss identity.");
        return progress;
    }
}
