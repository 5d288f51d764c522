namespace AuditTrail.Events.Principals;

/// <summary>Client certificates: the subject is who, the authority is who vouches, the thumbprint is the credential's id and opens nothing.</summary>
internal static class CertificateMapping
{
    /// <summary>A token may be bound to a certificate and still name somebody.</summary>
    public static bool Applies(in PrincipalClaims claims) =>
        claims[ClaimSlot.Thumbprint] is not null && claims[ClaimSlot.Subject] is null && claims[ClaimSlot.Issuer] is null;

    public static void Apply(in PrincipalClaims claims, ref PrincipalFacts facts)
    {
        facts.PrincipalId ??= claims.Vouched(ClaimSlot.DistinguishedName);
        facts.Provider = claims.Vouched(ClaimSlot.CertificateIssuer) ?? facts.Provider;
        facts.CredentialId = claims.Vouched(ClaimSlot.Thumbprint) is { Length: <= 128 } thumbprint ? "sha1:" + thumbprint.ToLowerInvariant() : facts.CredentialId;
    }
}
