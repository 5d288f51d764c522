namespace AuditTrail.Recording;

/// <summary>A deed that was announced and whose outcome is not durable.</summary>
/// <param name="SharedId">Its <c>sharedEventID</c>.</param>
/// <param name="EventName">What it is called.</param>
/// <param name="From">Its entry has this number or a higher one.</param>
internal sealed record OpenAttempt(string SharedId, string? EventName, long From);
