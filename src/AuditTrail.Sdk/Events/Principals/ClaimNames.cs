using System.Collections.Frozen;
using System.Security.Claims;

namespace AuditTrail.Events.Principals;

/// <summary>The names of claims: a token's short ones, and the long ones that handlers rename them to unless told not to.</summary>
internal static class ClaimNames
{
    private static readonly FrozenDictionary<string, ClaimSlot> Slots = new Dictionary<string, ClaimSlot>(StringComparer.OrdinalIgnoreCase)
    {
        ["sub"] = ClaimSlot.Subject,
        [ClaimTypes.PrimarySid] = ClaimSlot.PrimarySid,
        [ClaimTypes.NameIdentifier] = ClaimSlot.NameIdentifier,
        ["iss"] = ClaimSlot.Issuer,
        [ClaimTypes.Name] = ClaimSlot.Name,
        ["unique_name"] = ClaimSlot.Name,
        ["name"] = ClaimSlot.DisplayName,
        ["preferred_username"] = ClaimSlot.PreferredUserName,
        ["upn"] = ClaimSlot.UserPrincipalName,
        [ClaimTypes.Upn] = ClaimSlot.UserPrincipalName,
        ["cognito:username"] = ClaimSlot.CognitoUserName,
        ["username"] = ClaimSlot.UserName,
        ["oid"] = ClaimSlot.ObjectId,
        ["http://schemas.microsoft.com/identity/claims/objectidentifier"] = ClaimSlot.ObjectId,
        ["tid"] = ClaimSlot.TenantId,
        ["http://schemas.microsoft.com/identity/claims/tenantid"] = ClaimSlot.TenantId,
        ["idtyp"] = ClaimSlot.IdentityType,
        ["token_use"] = ClaimSlot.TokenUse,
        ["azp"] = ClaimSlot.AuthorizedParty,
        ["client_id"] = ClaimSlot.ClientId,
        ["appid"] = ClaimSlot.ApplicationId,
        ["sid"] = ClaimSlot.SessionId,
        ["origin_jti"] = ClaimSlot.OriginTokenId,
        ["jti"] = ClaimSlot.TokenId,
        ["auth_time"] = ClaimSlot.SignedInAt,
        [ClaimTypes.AuthenticationInstant] = ClaimSlot.SignedInAt,
        ["amr"] = ClaimSlot.Method,
        ["http://schemas.microsoft.com/claims/authnmethodsreferences"] = ClaimSlot.Method,
        ["act"] = ClaimSlot.Actor,
        [ClaimTypes.Thumbprint] = ClaimSlot.Thumbprint,
        [ClaimTypes.X500DistinguishedName] = ClaimSlot.DistinguishedName,
        ["issuer"] = ClaimSlot.CertificateIssuer,
        ["api_key_id"] = ClaimSlot.ApiKeyId,
        ["apikeyid"] = ClaimSlot.ApiKeyId,
        ["api_key"] = ClaimSlot.ApiKey,
        ["apikey"] = ClaimSlot.ApiKey,
        ["x-api-key"] = ClaimSlot.ApiKey,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool TryFind(string type, out ClaimSlot slot) => Slots.TryGetValue(type, out slot);
}
