namespace AuditTrail.Events.Json;

/// <summary>More was written than anybody could record. Never leaves the library.</summary>
internal sealed class ByteLimitException() : Exception("More bytes than the limit.");
