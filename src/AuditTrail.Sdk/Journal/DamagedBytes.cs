namespace AuditTrail.Journal;

/// <summary>Bytes of a segment that are no frame and are not the zeros behind the last one.</summary>
internal readonly record struct DamagedBytes(long Offset, long Length);
