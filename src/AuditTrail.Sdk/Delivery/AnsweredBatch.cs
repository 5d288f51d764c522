using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>A batch that the sink has answered, until the answer is settled: dead letters first, then the cursor.</summary>
internal readonly record struct AnsweredBatch(BatchView View, AuditBatch Batch, DeliveryResult Result, TimeSpan Duration);
