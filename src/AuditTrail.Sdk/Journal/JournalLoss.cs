namespace AuditTrail.Journal;

/// <summary>Acknowledged entries that are missing or damaged.</summary>
/// <param name="From">The first one's number.</param>
/// <param name="To">The last one's number.</param>
/// <param name="Reason">What was found, in words for an operator.</param>
internal sealed record JournalLoss(long From, long To, string Reason)
{
    public long Count => To - From + 1;
}
