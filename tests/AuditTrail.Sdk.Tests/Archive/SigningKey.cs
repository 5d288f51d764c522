using System.Security.Cryptography;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Archive;

/// <summary>A key pair; made once, since that takes long.</summary>
internal sealed class SigningKey
{
    private static readonly Lazy<SigningKey> First = new(() => new SigningKey());
    private static readonly Lazy<SigningKey> Second = new(() => new SigningKey());

    private readonly RSA _key = RSA.Create(2_048);

    public static SigningKey One => First.Value;

    public static SigningKey Another => Second.Value;

    public string Pem => _key.ExportRSAPrivateKeyPem();

    public string PublicPem => _key.ExportRSAPublicKeyPem();

#pragma warning disable CA5351 // AWS's format wants MD5.
    public string Fingerprint => Convert.ToHexStringLower(MD5.HashData(_key.ExportRSAPublicKey()));
#pragma warning restore CA5351

    public RsaDigestSigner ToSigner() => RsaDigestSigner.FromPem(Pem);

    public bool Verifies(byte[] text, byte[] signature)
    {
        lock (_key)
        {
            return _key.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
