namespace AuditTrail.Diagnostics;

/// <summary>A trail's part of a <see cref="RecorderStatus"/>; in it <c>Recorded = Delivered + Pending + DeadLettered + NotSelected + Skipped</c>.</summary>
public sealed record TrailStatus
{
    /// <summary>The trail's name.</summary>
    public required string Name { get; init; }

    /// <summary>Durable events since the trail began.</summary>
    public required long Recorded { get; init; }

    /// <summary>Events that the sink acknowledged.</summary>
    public required long Delivered { get; init; }

    /// <summary>Durable events that this trail has not dealt with yet.</summary>
    public required long Pending { get; init; }

    /// <summary>Events that the sink refused for ever; they lie in the dead letters.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Events that the trail's selector left out.</summary>
    public required long NotSelected { get; init; }

    /// <summary>Events that were jumped over (<c>Skip</c>) or found damaged; a gap marker names them.</summary>
    public required long Skipped { get; init; }

    /// <summary>When the sink last acknowledged something; null before that.</summary>
    public DateTimeOffset? LastDelivery { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>True for a trail that is no longer set up but still holds its events.</summary>
    public bool Removed { get; init; }
}
