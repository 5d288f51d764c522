namespace AuditTrail.Archive.Verification;

/// <summary>What is known of a key that digests may be signed with. The key itself stays inside <see cref="TrustedKeys"/>.</summary>
public sealed record TrustedKey
{
    /// <summary>The fingerprint: lower-case MD5 hex of the key as PKCS#1 DER.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where it comes from, for people: a file's path.</summary>
    public required string Origin { get; init; }

    /// <summary>The key's length in bits.</summary>
    public required int Bits { get; init; }

    /// <summary>When AWS says that it was first used; null where nobody says so. It is not enforced: digests that arrive late are signed with a later key.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>When AWS says that it was last used; null where nobody says so. It is not enforced.</summary>
    public DateTimeOffset? ValidTo { get; init; }
}
