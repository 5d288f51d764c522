using System.Security.Cryptography;
using AuditTrail.Archive;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>A key pair that all tests sign with: making one takes time.</summary>
internal static class SigningKey
{
    private static readonly Lazy<RSA> Pair = new(() => RSA.Create(2_048));

    public static RSA Public => Pair.Value;

    public static string Pem => Pair.Value.ExportRSAPrivateKeyPem();

    public static IDigestSigner Signer { get; } = RsaDigestSigner.FromPem(Pem);
}
