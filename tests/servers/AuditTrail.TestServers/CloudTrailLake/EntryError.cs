namespace AuditTrail.TestServers.CloudTrailLake;

/// <summary>Why one event of a request is not taken.</summary>
/// <param name="Code">One of the model's codes.</param>
/// <param name="Message">The message.</param>
public sealed record EntryError(string Code, string Message);
