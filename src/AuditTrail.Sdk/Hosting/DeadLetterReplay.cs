namespace AuditTrail.Hosting;

/// <summary>What became of a replay of dead letters.</summary>
/// <param name="Delivered">Events that the sink took; they are no dead letters any more.</param>
/// <param name="Remaining">Dead letters that are still there.</param>
/// <param name="Problem">Why the replay ended early; null when it did not.</param>
public readonly record struct DeadLetterReplay(long Delivered, long Remaining, string? Problem);
