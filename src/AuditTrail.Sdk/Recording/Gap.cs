namespace AuditTrail.Recording;

/// <summary>Events that were lost and that no marker tells of yet.</summary>
/// <param name="From">When the first was lost.</param>
/// <param name="To">When the last was lost.</param>
/// <param name="Count">How many, exactly.</param>
/// <param name="Reason">Why the first was lost.</param>
internal sealed record Gap(DateTimeOffset From, DateTimeOffset To, long Count, string Reason)
{
    public Gap And(Gap later) => new(From <= later.From ? From : later.From, To >= later.To ? To : later.To, Count + later.Count, Reason);
}
