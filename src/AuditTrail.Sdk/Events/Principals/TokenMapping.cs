using System.Security.Claims;

namespace AuditTrail.Events.Principals;

/// <summary>OpenID Connect, plain bearer tokens, cookies that keep their claims, ASP.NET Core Identity, and whatever is not known better.</summary>
internal static class TokenMapping
{
    public static PrincipalFacts Read(in PrincipalClaims claims, ClaimsIdentity identity)
    {
        // A session first: it lives longer than the tokens that are issued for it.
        var credential = claims.Vouched(ClaimSlot.SessionId) ?? claims.Vouched(ClaimSlot.TokenId);
        return new()
        {
            Type = "WebIdentityUser",
            PrincipalId = claims.Id?.Value,
            // Last, since it looks through all claims once more; a type of its own may say it without any.
            UserName = claims.Name ?? identity.Name,
            Provider = ProviderOf(claims) ?? identity.AuthenticationType,
            CredentialId = credential is null ? null : CredentialHash.Of(credential),
            SignedInAt = SignInTime.Read(claims.Vouched(ClaimSlot.SignedInAt)),
            MultiFactor = claims.Vouched(ClaimSlot.Method) is null ? null : claims.IsMultiFactor ? "true" : "false",
            ClientId = claims.Vouched(claims.Client),
            Actors = ActorChain.Of(identity.Actor, claims.Vouched(ClaimSlot.Actor)),
        };
    }

    /// <summary>Who signed the token says more than its text does: handlers put the issuer that they checked on every claim.</summary>
    private static string? ProviderOf(in PrincipalClaims claims) =>
        claims.Anchor is { } anchor && !PrincipalClaims.IsLocal(anchor) ? anchor.Issuer : claims.Vouched(ClaimSlot.Issuer);
}
