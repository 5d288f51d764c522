namespace AuditTrail.Archive.Verification;

/// <summary>A gap marker in a log file: the trail itself says that events are missing, and why.</summary>
/// <param name="Key">The log file.</param>
/// <param name="TrailSequence">The marker's own number in the trail.</param>
/// <param name="From">The first missing number of the stream; 0 when the events never had one.</param>
/// <param name="To">The last missing number of the stream; 0 when the events never had one.</param>
/// <param name="Count">How many events are missing, as far as known.</param>
/// <param name="Reason">Why, in the writer's words. Escape control characters before showing it.</param>
public sealed record FoundGap(string Key, long TrailSequence, long From, long To, long Count, string Reason);
