using System.Security.Cryptography;

namespace AuditTrail.TestServers.Webhook;

/// <summary>What one receiver of webhooks demands.</summary>
public sealed record WebhookRules
{
    /// <summary>The secret, <c>whsec_</c> and base64; null takes unsigned requests. Default: a new one.</summary>
    public string? Secret { get; init; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The most bytes of a body as it is sent.</summary>
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary>The most events of a request.</summary>
    public int MaxEvents { get; init; } = 500;

    /// <summary>A request with an event of this name is refused: 422.</summary>
    public string RefusedEventName { get; init; } = "PoisonOrder";

    /// <summary>Checks signatures and events; without it everything is taken, to measure clients.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Called with each request that was read; for those who count or compare bytes.</summary>
    public Action<ReceivedRequest>? Observe { get; init; }
}
