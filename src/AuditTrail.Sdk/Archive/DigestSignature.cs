using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Archive;

/// <summary>What is signed of a digest, and where the signature lies.</summary>
/// <remarks>Source: AWS CloudTrail User Guide, "CloudTrail digest file structure": RSASSA-PKCS1-v1_5 with SHA-256 over four lines.</remarks>
internal static class DigestSignature
{
    /// <summary>The object metadata with the signature in lower-case hex.</summary>
    public const string MetadataName = "signature";

    /// <summary>The object metadata with the algorithm.</summary>
    public const string AlgorithmMetadataName = "signature-algorithm";

    /// <summary>End time, place, hash of the uncompressed digest and the previous signature (<c>null</c> in a starting digest), a line feed between them.</summary>
    public static byte[] StringToSign(string endTime, string bucket, string key, ReadOnlySpan<byte> utf8Json, string? previousSignature) =>
        Encoding.UTF8.GetBytes($"{endTime}\n{bucket}/{key}\n{Convert.ToHexStringLower(SHA256.HashData(utf8Json))}\n{previousSignature ?? "null"}");

    /// <summary>The metadata of a signed digest.</summary>
    public static Dictionary<string, string> ToMetadata(ReadOnlySpan<byte> signature) => new(StringComparer.Ordinal)
    {
        [MetadataName] = Convert.ToHexStringLower(signature),
        [AlgorithmMetadataName] = DigestDocument.SignatureAlgorithm,
    };
}
