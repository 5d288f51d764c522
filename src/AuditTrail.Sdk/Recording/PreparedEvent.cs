using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>What the journal needs to know about an event beside its bytes, and what a receipt says of it.</summary>
internal readonly record struct PreparedEvent(string EventId, string? EventName, DateTimeOffset Time, FrameFlags Flags);
