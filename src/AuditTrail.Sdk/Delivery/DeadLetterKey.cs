namespace AuditTrail.Delivery;

/// <summary>Identifies an event of a trail for ever.</summary>
internal readonly record struct DeadLetterKey(Guid Stream, long Epoch, long TrailSequence);
