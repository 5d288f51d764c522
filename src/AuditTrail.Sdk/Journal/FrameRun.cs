namespace AuditTrail.Journal;

/// <summary>Frames that follow each other without a hole.</summary>
/// <param name="From">The first one's sequence.</param>
/// <param name="To">The last one's sequence.</param>
/// <param name="Start">Where they begin in the file.</param>
internal readonly record struct FrameRun(long From, long To, long Start);
