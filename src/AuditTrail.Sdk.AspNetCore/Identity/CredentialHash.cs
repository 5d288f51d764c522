using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.AspNetCore;

/// <summary>Tells the events of one session or token apart from another's without keeping its id, which may open it.</summary>
internal static class CredentialHash
{
    private const int Bytes = 16;
    private const string Prefix = "sha256:";

    /// <summary>The first 16 bytes of SHA-256 over the UTF-8 text, in lower-case hex after <c>sha256:</c>.</summary>
    public static string Of(string credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential), hash);
        return Prefix + Convert.ToHexStringLower(hash[..Bytes]);
    }
}
