namespace AuditTrail.Recording;

/// <summary>The answer to recording an event.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="EventId">The record's <c>eventID</c>.</param>
/// <param name="Stream">The journal's life that numbered it; with <paramref name="Sequence"/> its identity for ever.</param>
/// <param name="Sequence">Its number in the stream, from 1; 0 when it is late or lost.</param>
/// <param name="Reason">Why it is late or lost; null when it is recorded.</param>
public readonly record struct AuditReceipt(RecordOutcome Outcome, string EventId, Guid Stream, long Sequence, string? Reason = null);
