namespace AuditTrail.Events.Json;

/// <summary>What a copy of JSON does about what it does not like.</summary>
/// <param name="RejectsDuplicates">A name that stands twice is an error; else the last one counts.</param>
/// <param name="MaxDepth">Objects and arrays nested deeper are replaced by a mark; int.MaxValue for no limit</param>
/// <param name="MaxMembers">Members and elements beyond are left out, with a mark that says how many there were.</param>
internal readonly record struct CopyRules(bool RejectsDuplicates, int MaxDepth, int MaxMembers)
{
    /// <summary>What is read stays as it is, or is refused.</summary>
    public static CopyRules Reading { get; } = new(RejectsDuplicates: true, MaxDepth: int.MaxValue, MaxMembers: int.MaxValue);

    /// <summary>What an application gives is never refused. Depth counts from the field itself, so a member's value has one less.</summary>
    public static CopyRules Capturing { get; } = new(RejectsDuplicates: false, MaxDepth: 15, MaxMembers: 1_024);
}
