namespace AuditTrail.Aws;

/// <summary>The service that events come from.</summary>
/// <param name="Name">1 to 512 characters.</param>
/// <param name="Environment">1 to 512 characters.</param>
internal sealed record LogEventEntity(string Name, string Environment);
