using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The resource on whose behalf a service acted.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record InScopeOf
{
    /// <summary>The resource.</summary>
    public string? SourceArn { get; init; }

    /// <summary>Its account.</summary>
    public string? SourceAccount { get; init; }

    /// <summary>Its type, as <c>AWS::Lambda::Function</c>.</summary>
    public string? IssuerType { get; init; }

    /// <summary>To what the credentials were issued.</summary>
    public string? CredentialsIssuedTo { get; init; }

    internal MemberLayout? Layout { get; init; }
}
