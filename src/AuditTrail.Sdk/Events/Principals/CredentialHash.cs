using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Events.Principals;

/// <summary>Tells the events of one session, token or key apart from another's without keeping what may open it.</summary>
internal static class CredentialHash
{
    private const int Bytes = 16;
    private const int StackBytes = 512;
    private const string Prefix = "sha256:";

    /// <summary>The first 16 bytes of SHA-256 over the UTF-8 text, in lower-case hex after <c>sha256:</c>.</summary>
    public static string Of(string credential)
    {
        var most = Encoding.UTF8.GetMaxByteCount(credential.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var utf8 = rented ?? stackalloc byte[StackBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(credential, utf8)], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        Span<char> text = stackalloc char[Prefix.Length + (2 * Bytes)];
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(hash[..Bytes], text[Prefix.Length..], out _);
        return new string(text);
    }
}
