namespace AuditTrail.Aws;

/// <summary>An event that CloudTrail Lake took.</summary>
/// <param name="Id">Its <see cref="PutAuditEventsEntry.Id"/>.</param>
/// <param name="EventID">The id that CloudTrail gave it.</param>
public sealed record PutAuditEventsSuccess(string Id, string? EventID);
