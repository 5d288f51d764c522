namespace AuditTrail.Archive.Verification;

/// <summary>Numbers of one stream that follow one another in a log file.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">The first trail number.</param>
/// <param name="Last">The last trail number.</param>
/// <param name="Begins">The first record is the marker with which a trail whose cursor was lost begins to count anew.</param>
internal readonly record struct NumberRun(Guid Stream, long First, long Last, bool Begins);
