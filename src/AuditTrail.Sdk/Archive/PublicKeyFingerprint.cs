using System.Security.Cryptography;

namespace AuditTrail.Archive;

/// <summary>The name of a public key in digests.</summary>
internal static class PublicKeyFingerprint
{
    /// <summary>The MD5 of the key as PKCS#1 DER in lower-case hex. A name, not a protection: AWS chose it, and its tools look keys up by it.</summary>
    public static string Of(RSA key) => OfDer(key.ExportRSAPublicKey());

    /// <summary>The MD5 of exactly these bytes.</summary>
    public static string OfDer(ReadOnlySpan<byte> der)
    {
#pragma warning disable CA5351 // AWS's format wants MD5.
        return Convert.ToHexStringLower(MD5.HashData(der));
#pragma warning restore CA5351
    }
}
