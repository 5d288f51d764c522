using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>Who issued a temporary session.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record SessionIssuer
{
    /// <summary><c>Root</c>, <c>IAMUser</c> or <c>Role</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its unique id.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>Its ARN.</summary>
    public string? Arn { get; init; }

    /// <summary>The account that owns it.</summary>
    public string? AccountId { get; init; }

    /// <summary>Its friendly name.</summary>
    public string? UserName { get; init; }

    internal MemberLayout? Layout { get; init; }
}
