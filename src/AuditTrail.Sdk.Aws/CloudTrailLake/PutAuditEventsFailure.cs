namespace AuditTrail.Aws;

/// <summary>An event that CloudTrail Lake did not take.</summary>
/// <param name="Id">Its <see cref="PutAuditEventsEntry.Id"/>.</param>
/// <param name="ErrorCode">Why, as <c>InvalidData</c>.</param>
/// <param name="ErrorMessage">Why, in words.</param>
public sealed record PutAuditEventsFailure(string Id, string? ErrorCode, string? ErrorMessage);
