namespace AuditTrail.Delivery;

/// <summary>What became of a replay of dead letters.</summary>
/// <param name="Delivered">Letters that the sink took; they are gone from the file.</param>
/// <param name="Remaining">Letters that are still there, lines that cannot be read included.</param>
/// <param name="Problem">Why the replay ended early, or null.</param>
internal readonly record struct ReplayResult(long Delivered, long Remaining, string? Problem);
