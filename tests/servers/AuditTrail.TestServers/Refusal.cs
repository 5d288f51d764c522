namespace AuditTrail.TestServers;

/// <summary>Why a server refuses a whole request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error code, as the service's model names it.</param>
/// <param name="Message">The message.</param>
public sealed record Refusal(int Status, string Code, string Message);
