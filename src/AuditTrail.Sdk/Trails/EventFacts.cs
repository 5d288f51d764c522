namespace AuditTrail.Trails;

/// <summary>What a selector decides on.</summary>
internal readonly record struct EventFacts(EventKind Kind, bool ReadOnly);
