using System.Security.Claims;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>Adds to an authenticated identity what only a web application's tokens and cookies say.</summary>
internal static class PrincipalIdentity
{
    // A session first: it lives longer than the tokens that are issued for it.
    private static readonly string[] CredentialClaims = ["sid", "jti"];

    // A service's token may name no subject.
    private static readonly string[] ClientClaims = ["client_id", "azp", "appid"];

    public static UserIdentity Read(ClaimsPrincipal user, ClaimsIdentity identity)
    {
        var read = UserIdentity.From(user);
        if (string.IsNullOrEmpty(read.PrincipalId))
        {
            read = read with { PrincipalId = First(identity, ClientClaims) ?? "unknown" };
        }

        return First(identity, CredentialClaims) is { } credential ? read with { CredentialId = CredentialHash.Of(credential) } : read;
    }

    /// <summary>The claim of the first of these types that there is, in one pass.</summary>
    private static string? First(ClaimsIdentity identity, string[] types)
    {
        string? found = null;
        var rank = types.Length;
        foreach (var claim in identity.Claims as List<Claim> ?? [.. identity.Claims])
        {
            var index = Array.IndexOf(types, claim.Type, 0, rank);
            if (index >= 0 && claim.Value.Length > 0)
            {
                (found, rank) = (claim.Value, index);
            }
        }

        return found;
    }
}
