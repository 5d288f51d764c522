namespace AuditTrail.AspNetCore;

/// <summary>Headers that open something, or that say who somebody is in a form that can be used again. They are never recorded, whoever asks.</summary>
internal static class SecretHeader
{
    private static readonly string[] Words =
    [
        "authorization", "authenticat", "auth-info", "cookie", "credential", "session", "jwt", "assertion", "oidc-data", "client-cert", "clientcert", "-sid",
        // Browsers cannot set a header on a WebSocket, so applications put their tokens here.
        "sec-websocket-protocol",
    ];

    // Says which request is a repetition of another: made up by the caller, and what an auditor looks for.
    private const string Harmless = "Idempotency-Key";

    public static bool Matches(string name) =>
        !string.Equals(name, Harmless, StringComparison.OrdinalIgnoreCase)
        && (SensitiveName.Matches(name) || Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
