using System.Security.Claims;

namespace AuditTrail.Events.Principals;

/// <summary>Makes an identity of a principal: what every token and cookie says, and what single providers say otherwise.</summary>
internal static class PrincipalMapping
{
    // An authenticated identity that names nobody is still not the anonymous.
    private const string Nameless = "unknown";

    public static UserIdentity Read(ClaimsIdentity identity)
    {
        var claims = PrincipalClaims.Of(identity);
        var facts = TokenMapping.Read(claims, identity);
        if (DirectoryMapping.Applies(identity))
        {
            DirectoryMapping.Apply(ref facts);
        }
        else if (EntraMapping.Applies(facts))
        {
            EntraMapping.Apply(claims, ref facts);
        }
        else if (CognitoMapping.Applies(facts))
        {
            CognitoMapping.Apply(claims, ref facts);
        }
        else if (CertificateMapping.Applies(claims))
        {
            CertificateMapping.Apply(claims, ref facts);
        }
        else if (ApiKeyMapping.Applies(claims))
        {
            ApiKeyMapping.Apply(claims, ref facts);
        }

        facts.PrincipalId ??= facts.UserName ?? facts.ClientId ?? Nameless;
        facts.Bound();
        return UserIdentity.Of(facts);
    }
}
