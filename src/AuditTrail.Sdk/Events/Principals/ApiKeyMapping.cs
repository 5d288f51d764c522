namespace AuditTrail.Events.Principals;

/// <summary>API keys: the key's id where its handler names one, else a hash of the key; never the key, wherever its handler repeats it.</summary>
internal static class ApiKeyMapping
{
    public static bool Applies(in PrincipalClaims claims) => claims.Vouched(ClaimSlot.ApiKeyId) is not null || KeyOf(claims) is not null;

    public static void Apply(in PrincipalClaims claims, ref PrincipalFacts facts)
    {
        var id = claims.Vouched(ClaimSlot.ApiKeyId);
        if (KeyOf(claims) is { } key)
        {
            var hash = CredentialHash.Of(key);
            id = id is null || IsKey(id, key) ? hash : id;
            facts.PrincipalId = IsKey(facts.PrincipalId, key) ? hash : facts.PrincipalId;
            facts.UserName = IsKey(facts.UserName, key) ? hash : facts.UserName;
            facts.ClientId = IsKey(facts.ClientId, key) ? hash : facts.ClientId;
        }

        facts.CredentialId = id ?? facts.CredentialId;
        facts.PrincipalId ??= facts.UserName ?? facts.ClientId ?? id;
    }

    /// <summary>A key that somebody else speaks of would hide who it is: what looks like it is hashed.</summary>
    private static string? KeyOf(in PrincipalClaims claims) => claims.Anchor is null ? claims[ClaimSlot.ApiKey]?.Value : claims.Vouched(ClaimSlot.ApiKey);

    private static bool IsKey(string? text, string key) => text is not null && text.Contains(key, StringComparison.Ordinal);
}
