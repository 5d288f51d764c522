namespace AuditTrail.Archive.Verification;

/// <summary>A gap marker as it stands in a log file.</summary>
internal readonly record struct RecordedGap(Guid Stream, long Number, long From, long To, long Count, string Reason, long TrailFrom, long TrailTo);
