namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>What a client saw of one request: one half of the comparison.</summary>
/// <param name="Kind">Which request; an event's name.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Status">The status that the client saw, or would have seen.</param>
/// <param name="User">Who asked; null is anonymous.</param>
internal sealed record Seen(string Kind, Ending Ending, int Status, string? User);
