using AuditTrail.Diagnostics;

namespace AuditTrail.Delivery;

/// <summary>All trails at one moment.</summary>
/// <param name="DurableSequence">The journal's newest durable number, which the accounts are made up to.</param>
/// <param name="Trails">In the order of set-up, then those that were removed.</param>
internal sealed record DeliverySnapshot(long DurableSequence, IReadOnlyList<TrailStatus> Trails);
