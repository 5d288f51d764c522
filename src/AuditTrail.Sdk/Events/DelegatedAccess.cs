using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The product provider who acted with temporary delegated access.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record DelegatedAccess
{
    /// <summary>The provider's account.</summary>
    public string? AccountId { get; init; }

    internal MemberLayout? Layout { get; init; }
}
