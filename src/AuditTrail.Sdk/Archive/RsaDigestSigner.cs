using System.Security.Cryptography;

namespace AuditTrail.Archive;

/// <summary>Signs digests with an RSA private key from a PEM file. Thread-safe.</summary>
public sealed class RsaDigestSigner : IDigestSigner, IDisposable
{
    /// <summary>The shortest key that is taken, in bits.</summary>
    public const int MinKeyBits = 2_048;

    private readonly RSA _key;
    private readonly Lock _gate = new();

    private RsaDigestSigner(RSA key)
    {
        _key = key;
        Fingerprint = PublicKeyFingerprint.Of(key);
    }

    /// <summary>The key's fingerprint, as digests name it.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a private key.</summary>
    /// <param name="path">A PEM file with a PKCS#1 or PKCS#8 private key, not encrypted.</param>
    /// <exception cref="FormatException">The file holds no RSA private key of at least 2,048 bits; the message says what it holds, and never the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RsaDigestSigner FromPemFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return FromPem(File.ReadAllText(path), $"The file '{path}'");
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="pem">A PKCS#1 or PKCS#8 private key, not encrypted.</param>
    /// <exception cref="FormatException">It holds no RSA private key of at least 2,048 bits.</exception>
    public static RsaDigestSigner FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return FromPem(pem, "The text");
    }

    /// <inheritdoc />
    public ValueTask<string> GetFingerprintAsync(CancellationToken cancellationToken) => new(Fingerprint);

    /// <inheritdoc />
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_key.SignData(text.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();

    private static RsaDigestSigner FromPem(string pem, string origin)
    {
        var label = PemEncoding.TryFind(pem, out var fields) ? pem[fields.Label] : throw Refused($"{origin} is not PEM.");
        if (label is not ("RSA PRIVATE KEY" or "PRIVATE KEY"))
        {
            throw Refused(label switch
            {
                "ENCRYPTED PRIVATE KEY" => $"{origin} holds an encrypted key; decrypt it, and let the file's mode protect it.",
                "PUBLIC KEY" or "RSA PUBLIC KEY" or "CERTIFICATE" => $"{origin} holds a public key ({label}); signing needs the private half.",
                _ => $"{origin} holds '{label}', which is not an RSA private key.",
            });
        }

        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw Refused($"{origin} holds '{label}', but no RSA private key that can be read.", exception);
        }

        if (key.KeySize is < MinKeyBits and var bits)
        {
            key.Dispose();
            throw Refused($"{origin} holds a key of {bits} bits; at least {MinKeyBits} are needed.");
        }

        return new RsaDigestSigner(key);
    }

    private static FormatException Refused(string message, Exception? inner = null) =>
        new($"{message} Make a key with 'audittrail keys new', or 'openssl genrsa -traditional 3072'.", inner);
}
