namespace AuditTrail.Aws;

/// <summary>An event that is to be sent.</summary>
/// <param name="TrailSequence">Its number in the trail.</param>
/// <param name="Entry">What is sent.</param>
internal sealed record LakeEntry(long TrailSequence, PutAuditEventsEntry Entry);
