namespace AuditTrail.Sinks.Webhook;

/// <summary>A webhook's URL as it may be shown.</summary>
internal static class WebhookUrl
{
    /// <summary>Scheme, host and port: a path or query may be the secret that lets one post (chat services' are).</summary>
    public static string Shown(Uri url) => $"{url.Scheme}://{url.Authority}";

    public static string Shown(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Host.Length > 0 ? Shown(parsed) : "no URL";
}
