using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace AuditTrail.Events.Principals;

/// <summary>The first claim of each kind that says something, found in one pass, since every request asks for them.</summary>
/// <remarks>Claims of one identity only: what stands in another one of the principal's says nothing about this one.</remarks>
internal struct PrincipalClaims
{
    private Store _first;
    private Claim? _chosenName;
    private Claim? _firstId;

    /// <summary>Whose word counts: the claim that names the identity, else the one that names its application.</summary>
    public Claim? Anchor { get; private set; }

    public bool IsMultiFactor { get; private set; }

    /// <summary>Under the identity's own name for it, else under the usual ones.</summary>
    public readonly string? Name => (_chosenName ?? this[ClaimSlot.Name] ?? this[ClaimSlot.DisplayName] ?? this[ClaimSlot.PreferredUserName])?.Value;

    public readonly Claim? this[ClaimSlot slot] => _first[(int)slot];

    public static PrincipalClaims Of(ClaimsIdentity identity)
    {
        var found = default(PrincipalClaims);
        var nameType = identity.NameClaimType;
        foreach (var claim in identity.Claims)
        {
            found.Take(claim, nameType);
        }

        found.Anchor = found.Id ?? found[ClaimSlot.DistinguishedName] ?? found.Client;
        return found;
    }

    /// <summary>Who it is, as whoever said so first says it, or the application: handlers add profiles after what they have validated.</summary>
    public readonly Claim? Id => OfFirst(ClaimSlot.Subject) ?? OfFirst(ClaimSlot.PrimarySid) ?? OfFirst(ClaimSlot.NameIdentifier);

    public readonly Claim? Client => this[ClaimSlot.AuthorizedParty] ?? this[ClaimSlot.ClientId] ?? this[ClaimSlot.ApplicationId];

    /// <summary>The claim's value if whoever vouches for the identity says it, or the application itself; null when it came from somebody else, as a profile that its user fills in.</summary>
    public readonly string? Vouched(ClaimSlot slot) => Vouched(this[slot]);

    public readonly string? Vouched(Claim? claim) => claim is not null && (IsLocal(claim) || IsBy(claim, Anchor)) ? claim.Value : null;

    /// <summary>Whether the application made the claim: no token's issuer stands behind it.</summary>
    public static bool IsLocal(Claim claim) => string.Equals(claim.Issuer, ClaimsIdentity.DefaultIssuer, StringComparison.Ordinal);

    private static bool IsBy(Claim claim, Claim? other) => other is not null && string.Equals(claim.Issuer, other.Issuer, StringComparison.Ordinal);

    private readonly Claim? OfFirst(ClaimSlot slot) => this[slot] is { } claim && (IsLocal(claim) || IsBy(claim, _firstId)) ? claim : null;

    private void Take(Claim claim, string nameType)
    {
        if (string.IsNullOrWhiteSpace(claim.Value))
        {
            return;
        }

        if (_chosenName is null && string.Equals(claim.Type, nameType, StringComparison.OrdinalIgnoreCase))
        {
            _chosenName = claim;
        }

        if (!ClaimNames.TryFind(claim.Type, out var slot))
        {
            return;
        }

        ref var first = ref _first[(int)slot];
        first ??= claim;
        if (slot is ClaimSlot.Subject or ClaimSlot.PrimarySid or ClaimSlot.NameIdentifier)
        {
            _firstId ??= claim;
        }

        if (slot == ClaimSlot.Method && IsBy(claim, first))
        {
            IsMultiFactor |= AuthenticationMethods.AreMultiFactor(claim.Value);
        }
    }

    [InlineArray((int)ClaimSlot.Count)]
    private struct Store
    {
        private Claim? _claim;
    }
}
