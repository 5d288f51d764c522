using System.Security.Cryptography;

namespace AuditTrail.Archive.Verification;

/// <summary>One public key, with the names that digests may call it by. Thread-safe.</summary>
internal sealed class KeyMaterial(TrustedKey key, RSA rsa, IReadOnlySet<string> names)
{
    private readonly Lock _gate = new(); // RSA makes no promise to threads

    public TrustedKey Key { get; } = key;

    /// <summary>The fingerprint as computed and, in a list of AWS's, as given.</summary>
    public IReadOnlySet<string> Names { get; } = names;

    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            lock (_gate)
            {
                return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        }
        catch (CryptographicException)
        {
            return false; // some providers throw for a signature of the wrong length
        }
    }
}
