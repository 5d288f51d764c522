namespace AuditTrail.Events.Json;

/// <summary>The parts of an identity that hardly any identity outside AWS has.</summary>
internal sealed record RareIdentity
{
    public static RareIdentity None { get; } = new();

    public SessionContext? SessionContext { get; init; }

    public string? CredentialId { get; init; }

    public OnBehalfOf? OnBehalfOf { get; init; }

    public DelegatedAccess? InvokedByDelegate { get; init; }

    public InScopeOf? InScopeOf { get; init; }

    public MemberLayout? Layout { get; init; }
}
