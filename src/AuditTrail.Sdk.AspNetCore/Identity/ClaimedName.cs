using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.AspNetCore;

/// <summary>Makes a pseudonym of the name that somebody claimed in vain: the same for the same name, and nobody's without the key.</summary>
/// <remarks>Keyed, since names and addresses can be guessed and a plain hash of a guess compared; and hidden at all, since people type their password there.</remarks>
internal sealed class ClaimedName
{
    public const int MinKeyLength = 16;
    private const int Bytes = 16;
    private const int MaxLength = 256;
    private const string Prefix = "hmac-sha256:";

    private readonly byte[] _key;

    public ClaimedName(string? key) => _key = key is null ? RandomNumberGenerator.GetBytes(32) : Encoding.UTF8.GetBytes(key);

    /// <returns>Without regard to case and surrounding blanks; null for no name.</returns>
    public string? PseudonymOf(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var text = BoundedText.Cut(name, MaxLength).Trim().ToUpperInvariant();
        return Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
    }
}
