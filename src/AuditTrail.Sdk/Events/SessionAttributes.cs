using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The attributes of a session.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record SessionAttributes
{
    /// <summary>When the credentials were issued, as it was written.</summary>
    public string? CreationDate { get; init; }

    /// <summary><c>"true"</c> or <c>"false"</c>: a text in CloudTrail.</summary>
    public string? MfaAuthenticated { get; init; }

    internal MemberLayout? Layout { get; init; }
}
