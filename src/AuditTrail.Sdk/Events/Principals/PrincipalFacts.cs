namespace AuditTrail.Events.Principals;

/// <summary>What the claims of an identity come to, before it is written as CloudTrail does.</summary>
internal struct PrincipalFacts
{
    private const int MaxLength = 1_000;

    public string Type;
    public string? PrincipalId;
    public string? UserName;
    public string? Provider;
    public string? CredentialId;
    public string? SignedInAt;
    public string? MultiFactor;
    public string? ClientId;
    public string? ClientType;
    public string? TenantId;
    public string? TokenUse;
    public ActorChain Actors;

    /// <summary>Cuts what nobody can want as long, with a mark: two names that begin alike are not one.</summary>
    public void Bound()
    {
        PrincipalId = Cut(PrincipalId);
        UserName = Cut(UserName);
        Provider = Cut(Provider);
        CredentialId = Cut(CredentialId);
    }

    private static string? Cut(string? text) => text is null || text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…[cut]");
}
