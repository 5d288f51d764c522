using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The session with which a call was made.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record SessionContext
{
    /// <summary>Who issued the session.</summary>
    public SessionIssuer? SessionIssuer { get; init; }

    /// <summary>The web identity provider behind the session.</summary>
    public WebIdFederationData? WebIdFederationData { get; init; }

    /// <summary>When the session began, and whether with a second factor.</summary>
    public SessionAttributes? Attributes { get; init; }

    /// <summary>The person or application behind an assumed role.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The version of the instance metadata service that gave the credentials: <c>1.0</c> or <c>2.0</c>.</summary>
    public string? Ec2RoleDelivery { get; init; }

    /// <summary>Whether the session is a root session assumed by another account.</summary>
    public JsonFragment? AssumedRoot { get; init; }

    internal MemberLayout? Layout { get; init; }
}
