namespace AuditTrail.Delivery;

/// <summary>What a batch covers: the markers at its head, then the selected events of a range of the journal.</summary>
internal readonly record struct BatchSpan
{
    /// <summary>How many of the trail's pending markers come first.</summary>
    public required int Markers { get; init; }

    /// <summary>The range's first journal number.</summary>
    public required long First { get; init; }

    /// <summary>The range's last journal number; <see cref="First"/> − 1 for an empty range.</summary>
    public required long Last { get; init; }

    /// <summary>The trail number of the batch's first event.</summary>
    public required long FirstTrailSequence { get; init; }

    /// <summary>Markers and selected events.</summary>
    public required int Count { get; init; }

    /// <summary>Their JSON, as the sink gets it.</summary>
    public required long Bytes { get; init; }

    public long LastTrailSequence => FirstTrailSequence + Count - 1;

    public long NotSelected => Last - First + 1 - (Count - Markers);
}
