namespace AuditTrail.Events.Principals;

/// <summary>Microsoft Entra ID: <c>oid</c> is one and the same in all applications of a tenant, <c>sub</c> another one in each.</summary>
internal static class EntraMapping
{
    private static readonly string[] Hosts =
    [
        "login.microsoftonline.com", "sts.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "sts.chinacloudapi.cn",
    ];

    private static readonly string[] CustomerDomains = [".ciamlogin.com", ".b2clogin.com"];

    /// <summary>Only where Entra's word stands behind the claims: elsewhere an <c>oid</c> may be anybody's text.</summary>
    public static bool Applies(in PrincipalFacts facts)
    {
        const string Scheme = "https://";
        if (facts.Provider is not { } provider || !provider.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var host = provider.AsSpan(Scheme.Length);
        var end = host.IndexOf('/');
        host = end < 0 ? host : host[..end];
        foreach (var known in Hosts)
        {
            if (host.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var domain in CustomerDomains)
        {
            if (host.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static void Apply(in PrincipalClaims claims, ref PrincipalFacts facts)
    {
        facts.PrincipalId = claims.Vouched(ClaimSlot.ObjectId) ?? facts.PrincipalId;
        facts.UserName ??= claims.Vouched(ClaimSlot.UserPrincipalName);
        facts.TenantId = claims.Vouched(ClaimSlot.TenantId);
        facts.ClientType = claims.Vouched(ClaimSlot.IdentityType);
    }
}
