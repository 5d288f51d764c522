namespace AuditTrail.Journal;

/// <summary>Entries that are needed by somebody beside the trails.</summary>
/// <param name="From">The first of them; <see cref="long.MaxValue"/> for none.</param>
/// <param name="IsFirm">Whether they stay whatever room they take; else up to half of the journal's budget.</param>
internal readonly record struct HeldEntries(long From, bool IsFirm)
{
    public static HeldEntries None => new(long.MaxValue, IsFirm: false);

    public HeldEntries And(HeldEntries other) => new(Math.Min(From, other.From), IsFirm || other.IsFirm);
}
