using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>What the journal needs to know about an event beside its bytes, and what a receipt says of it.</summary>
/// <param name="EventId">The record's <c>eventID</c>.</param>
/// <param name="EventName">What was done.</param>
/// <param name="Time">When.</param>
/// <param name="Flags">What delivery must know.</param>
/// <param name="AnnouncedId">The <c>sharedEventID</c> of an attempt or outcome; null for all others.</param>
internal readonly record struct PreparedEvent(string EventId, string? EventName, DateTimeOffset Time, FrameFlags Flags, string? AnnouncedId);
