using System.Security.Claims;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>What is recorded of a principal beside its identity, under <c>additionalEventData.identity</c>: other identities, and roles and tenant when asked for.</summary>
internal static class PrincipalDetails
{
    private const int MaxIdentities = 8;
    private const int MaxRoles = 32;
    private const int MaxLength = 128;

    public static void AddTo(AuditEventBuilder e, ClaimsPrincipal user, CaptureRules rules)
    {
        // Almost always one identity, and nothing asked for: one look at a list.
        var others = user.Identities is List<ClaimsIdentity> { Count: < 2 } ? [] : Others(user);
        if (others.Count == 0 && !rules.RecordRoles && rules.TenantClaim is null)
        {
            return;
        }

        var identity = Actor.VerifiedIdentity(user);
        if (identity is null)
        {
            return;
        }

        var tenant = rules.TenantClaim is { } type ? identity.FindFirst(type)?.Value : null;
        var roles = rules.RecordRoles ? Roles(identity) : [];
        if (others.Count > 0 || tenant is not null || roles.Count > 0)
        {
            e.Additional("identity", members => Write(members, others, tenant, roles));
        }
    }

    private static void Write(AuditObject members, List<ClaimsIdentity> others, string? tenant, List<string> roles)
    {
        if (tenant is not null)
        {
            members.Add("tenant", BoundedText.Cut(tenant, MaxLength));
        }

        if (roles.Count > 0)
        {
            members.Add("roles", AuditValue.Array(list => AddBounded(list, roles, MaxRoles, (to, role) => to.Add(BoundedText.Cut(role, MaxLength)))));
        }

        if (others.Count > 0)
        {
            members.Add("others", AuditValue.Array(list => AddBounded(list, others, MaxIdentities, (to, other) => to.Add(o => Write(o, other)))));
        }
    }

    private static void Write(AuditObject members, ClaimsIdentity other)
    {
        var identity = UserIdentity.From(new ClaimsPrincipal(other));
        members.Add("principalId", BoundedText.Cut(identity.PrincipalId ?? "", MaxLength));
        members.Add("identityProvider", BoundedText.Cut(identity.IdentityProvider ?? other.AuthenticationType ?? "", MaxLength));
    }

    private static void AddBounded<T>(AuditArray list, List<T> items, int max, Action<AuditArray, T> add)
    {
        foreach (var item in items.Take(max))
        {
            add(list, item);
        }

        if (items.Count > max)
        {
            list.Add($"… {items.Count - max} more");
        }
    }

    private static List<ClaimsIdentity> Others(ClaimsPrincipal user)
    {
        var main = Actor.VerifiedIdentity(user);
        return [.. user.Identities.Where(identity => identity.IsAuthenticated && !ReferenceEquals(identity, main))];
    }

    private static List<string> Roles(ClaimsIdentity identity) =>
        [.. identity.Claims.Where(claim => IsRole(claim.Type, identity.RoleClaimType)).Select(claim => claim.Value).Distinct(StringComparer.Ordinal)];

    private static bool IsRole(string type, string chosen) =>
        string.Equals(type, chosen, StringComparison.OrdinalIgnoreCase) || type is ClaimTypes.Role or "role" or "roles";
}
