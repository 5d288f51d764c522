using System.Security.Cryptography;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>The rule by which CloudTrail names keys, written a second time.</summary>
internal static class Fingerprint
{
#pragma warning disable CA5351 // AWS's format wants MD5.
    public static string Of(RSA key) => Convert.ToHexStringLower(MD5.HashData(key.ExportRSAPublicKey()));
#pragma warning restore CA5351
}
