using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Sinks.Webhook;

/// <summary>A secret that signs requests: Standard Webhooks' <c>v1</c>, HMAC-SHA-256 over id, time and body.</summary>
internal sealed class WebhookSecret
{
    // Standard Webhooks 1.0.0, "Signature scheme": at least 192 bits, at most 512.
    private const int FewestBytes = 24;
    private const int MostBytes = 64;
    private const string Prefix = "whsec_";

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    public static bool TryParse(string? text, out WebhookSecret? secret)
    {
        secret = null;
        // The decoder skips blanks; a secret that was cut or wrapped while it was copied has to be noticed.
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.AsSpan().ContainsAny(" \t\r\n"))
        {
            return false;
        }

        var key = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), key, out var length) || length is < FewestBytes or > MostBytes)
        {
            return false;
        }

        secret = new WebhookSecret(key[..length]);
        return true;
    }

    /// <summary>The signature as it stands in <c>webhook-signature</c>.</summary>
    public string Sign(string id, long timestamp, in WebhookPart part)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(part.Head.Span);
        hmac.AppendData(part.Records.Span);
        hmac.AppendData(part.Tail.Span);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
