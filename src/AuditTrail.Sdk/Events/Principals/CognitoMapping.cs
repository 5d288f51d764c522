namespace AuditTrail.Events.Principals;

/// <summary>Amazon Cognito user pools: their own claim for the name, and a session that refreshed tokens share.</summary>
internal static class CognitoMapping
{
    public static bool Applies(in PrincipalFacts facts) =>
        facts.Provider is { } provider && provider.StartsWith("https://cognito-idp.", StringComparison.OrdinalIgnoreCase) && IsAmazon(provider.AsSpan(8));

    public static void Apply(in PrincipalClaims claims, ref PrincipalFacts facts)
    {
        facts.UserName = claims.Vouched(ClaimSlot.CognitoUserName) ?? claims.Vouched(ClaimSlot.UserName) ?? facts.UserName;
        facts.TokenUse = claims.Vouched(ClaimSlot.TokenUse);
        if (claims.Vouched(ClaimSlot.OriginTokenId) is { } origin)
        {
            facts.CredentialId = CredentialHash.Of(origin);
        }
    }

    private static bool IsAmazon(ReadOnlySpan<char> afterScheme)
    {
        var end = afterScheme.IndexOf('/');
        var host = end < 0 ? afterScheme : afterScheme[..end];
        return host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);
    }
}
