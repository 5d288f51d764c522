namespace AuditTrail.Sinks;

/// <summary>An event that the destination refuses for ever.</summary>
/// <param name="Index">The event's <see cref="BatchedEvent.Index"/>.</param>
/// <param name="Reason">Why, in the destination's words; kept with the event in the dead letters.</param>
public readonly record struct RejectedEvent(int Index, string Reason);
