using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Tests.Sinks.Examples;

/// <summary>Tells a webhook's requests from forged and old ones.</summary>
public sealed class WebhookVerifier(string secret, TimeProvider time)
{
    private readonly byte[] _key = Convert.FromBase64String(secret["whsec_".Length..]);

    /// <param name="headers">The request's.</param>
    /// <param name="body">Its body, byte by byte as it came: parsed and written again it would be another one.</param>
    public bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var timestamp = headers["webhook-timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > 300)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, signed)));

        // One for each secret of the sender's.
        return headers["webhook-signature"].ToString().Split(' ').Any(one => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), expected));
    }
}
