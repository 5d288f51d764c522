using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The web identity provider behind a session.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record WebIdFederationData
{
    /// <summary>The provider, as <c>www.amazon.com</c>.</summary>
    public string? FederatedProvider { get; init; }

    /// <summary>What the provider says about application and user.</summary>
    public JsonFragment? Attributes { get; init; }

    internal MemberLayout? Layout { get; init; }
}
