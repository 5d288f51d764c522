namespace AuditTrail.Journal;

/// <summary>What became of an append.</summary>
/// <param name="Outcome">Recorded, late or refused.</param>
/// <param name="Sequence">The entry's number; 0 when it was refused.</param>
/// <param name="Reason">Why it is not recorded, or null.</param>
internal readonly record struct AppendResult(AppendOutcome Outcome, long Sequence, string? Reason)
{
    public static AppendResult Recorded(long sequence) => new(AppendOutcome.Recorded, sequence, Reason: null);

    public static AppendResult Late(long sequence, string reason) => new(AppendOutcome.Late, sequence, reason);

    public static AppendResult Refused(string reason) => new(AppendOutcome.Refused, 0, reason);
}
