namespace AuditTrail.Sinks;

/// <summary>What became of a batch.</summary>
public sealed class DeliveryResult
{
    private static readonly DeliveryResult Plain = new(DeliveryStatus.Delivered, [], state: null, reason: null, after: null);

    private DeliveryResult(DeliveryStatus status, IReadOnlyList<RejectedEvent> rejected, string? state, string? reason, TimeSpan? after)
    {
        Status = status;
        Rejected = rejected;
        State = state;
        Reason = reason;
        RetryAfter = after;
    }

    /// <summary>Whether the cursor moves on.</summary>
    public DeliveryStatus Status { get; }

    /// <summary>Events that go to the dead letters before the cursor moves; empty when all arrived.</summary>
    public IReadOnlyList<RejectedEvent> Rejected { get; }

    /// <summary>The sink's own state from now on, saved with the cursor or not at all; null leaves it as it was.</summary>
    public string? State { get; }

    /// <summary>Why to retry, for log and status.</summary>
    public string? Reason { get; }

    /// <summary>The earliest time for the next attempt that the destination asked for (Retry-After), or null for the back-off's own.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The whole batch is in the destination, durably.</summary>
    /// <param name="state">What the sink must remember together with this position, at most 64 KiB of text; null leaves it unchanged.</param>
    public static DeliveryResult Delivered(string? state = null) =>
        state is null ? Plain : new(DeliveryStatus.Delivered, [], state, reason: null, after: null);

    /// <summary>The batch is in the destination except for events that it refuses for ever.</summary>
    /// <param name="events">The refused events; the rest counts as delivered.</param>
    /// <param name="state">As for <see cref="Delivered"/>.</param>
    public static DeliveryResult Reject(IReadOnlyList<RejectedEvent> events, string? state = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(DeliveryStatus.Delivered, events, state, reason: null, after: null);
    }

    /// <summary>Nothing, or an unknown part, arrived: the same events come again after a back-off.</summary>
    /// <param name="reason">What happened, without secrets; shown in status and log.</param>
    /// <param name="after">The destination's own wish for the next attempt, instead of the back-off's; more than an hour counts as an hour.</param>
    public static DeliveryResult Retry(string reason, TimeSpan? after = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(DeliveryStatus.Retry, [], state: null, reason, after);
    }
}
