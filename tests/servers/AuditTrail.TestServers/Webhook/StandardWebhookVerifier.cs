using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.TestServers.Webhook;

/// <summary>Verifies Standard Webhooks signatures, written from the specification.</summary>
public sealed class StandardWebhookVerifier(string secret, TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret);

    /// <summary>What is wrong, or null.</summary>
    public string? Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id) || id.Contains('.', StringComparison.Ordinal) || signatures is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return "webhook-id, webhook-timestamp or webhook-signature is missing or malformed";
        }

        if ((time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return "webhook-timestamp is more than 5 minutes away";
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(_key, signed);
        return signatures.Split(' ').Any(one => one.StartsWith("v1,", StringComparison.Ordinal) && Matches(one[3..], expected)) ? null : "no signature matches";
    }

    private static bool Matches(string base64, byte[] expected)
    {
        Span<byte> signature = stackalloc byte[64];
        return Convert.TryFromBase64String(base64, signature, out var length) && CryptographicOperations.FixedTimeEquals(signature[..length], expected);
    }
}
