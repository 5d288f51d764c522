namespace AuditTrail.AspNetCore;

/// <summary>Requests to this endpoint are not recorded, whatever their ending. A more specific <see cref="AuditAttribute"/> overrides it.</summary>
/// <remarks>For what is called all day and means nothing, such as a health check. It costs the request nothing.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class SkipAuditAttribute : Attribute;
