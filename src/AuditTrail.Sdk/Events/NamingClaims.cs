using System.Security.Claims;

namespace AuditTrail.Events;

/// <summary>The claims that say who somebody is, the first of each type; found in one pass, since every request asks for them.</summary>
internal struct NamingClaims
{
    public Claim? Subject { get; private set; }

    public Claim? PrimarySid { get; private set; }

    public Claim? NameIdentifier { get; private set; }

    public Claim? Issuer { get; private set; }

    public Claim? Name { get; private set; }

    public Claim? PreferredUserName { get; private set; }

    public static NamingClaims Of(ClaimsIdentity identity)
    {
        var found = default(NamingClaims);
        foreach (var claim in identity.Claims)
        {
            found.Take(claim);
        }

        return found;
    }

    private void Take(Claim claim)
    {
        if (Is(claim, "sub"))
        {
            Subject ??= claim;
        }
        else if (Is(claim, ClaimTypes.NameIdentifier))
        {
            NameIdentifier ??= claim;
        }
        else if (Is(claim, ClaimTypes.PrimarySid))
        {
            PrimarySid ??= claim;
        }
        else if (Is(claim, "iss"))
        {
            Issuer ??= claim;
        }
        else if (Is(claim, "name"))
        {
            Name ??= claim;
        }
        else if (Is(claim, "preferred_username"))
        {
            PreferredUserName ??= claim;
        }
    }

    /// <summary>As <see cref="ClaimsIdentity.FindFirst(string)"/> compares.</summary>
    private static bool Is(Claim claim, string type) => string.Equals(claim.Type, type, StringComparison.OrdinalIgnoreCase);
}
