namespace AuditTrail.Archive;

/// <summary>Signs digests with one RSA key, wherever that key lies. Thread-safe.</summary>
public interface IDigestSigner
{
    /// <summary>The key's fingerprint: the MD5 of its public half as PKCS#1 DER, in lower-case hex, as CloudTrail's.</summary>
    /// <remarks>It only names the key; what is trusted is the key itself.</remarks>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask<string> GetFingerprintAsync(CancellationToken cancellationToken);

    /// <summary>Signs by RSASSA-PKCS1-v1_5 with SHA-256: the same text gives the same signature.</summary>
    /// <param name="text">The string to sign, whole.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken);
}
