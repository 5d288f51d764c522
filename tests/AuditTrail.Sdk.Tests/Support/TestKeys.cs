using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;

namespace AuditTrail.Tests.Support;

/// <summary>RSA keys for tests, made once: that takes a moment.</summary>
internal static class TestKeys
{
    private static readonly Lazy<string> FirstPem = new(static () => Make(2_048));
    private static readonly Lazy<string> SecondPem = new(static () => Make(2_048));
    private static readonly Lazy<string> StrangerPem = new(static () => Make(2_048));

    /// <summary>The usual key: a private key as PEM.</summary>
    public static string First => FirstPem.Value;

    /// <summary>The key after a rotation.</summary>
    public static string Second => SecondPem.Value;

    /// <summary>Somebody else's key, which nobody trusts.</summary>
    public static string Stranger => StrangerPem.Value;

    /// <summary>The first two keys, as a verifier gets them.</summary>
    public static TrustedKeys Trusted { get; } = TrustedOf(First).With(TrustedOf(Second));

    public static TrustedKeys TrustedOf(string privatePem) => TrustedKeys.Parse(Encoding.ASCII.GetBytes(PublicPemOf(privatePem)), "a test's key");

    public static string PublicPemOf(string privatePem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(privatePem);
        return rsa.ExportRSAPublicKeyPem();
    }

    public static RsaDigestSigner SignerOf(string privatePem) => RsaDigestSigner.FromPem(privatePem);

    private static string Make(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportRSAPrivateKeyPem();
    }
}
