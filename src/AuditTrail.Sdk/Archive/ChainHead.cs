namespace AuditTrail.Archive;

/// <summary>The newest digest of a chain.</summary>
/// <param name="EndTime">Where the next one begins.</param>
/// <param name="Link">What the next one says of it.</param>
internal sealed record ChainHead(DateTimeOffset EndTime, DigestLink Link);
