namespace AuditTrail.Delivery;

/// <summary>A trail that is known but not set up: it holds its events until somebody sets it up again or releases it by name.</summary>
internal sealed record RemovedTrail(string Name, TrailProgress Progress);
