using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>For whom a caller acted (IAM Identity Center).</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record OnBehalfOf
{
    /// <summary>The user in the identity store.</summary>
    public string? UserId { get; init; }

    /// <summary>The identity store.</summary>
    public string? IdentityStoreArn { get; init; }

    internal MemberLayout? Layout { get; init; }
}
