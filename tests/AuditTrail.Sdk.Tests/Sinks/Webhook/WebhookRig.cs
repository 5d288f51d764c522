using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>A webhook and the receiver that it posts to.</summary>
internal sealed class WebhookRig
{
    public const string Url = "https://siem.example.com/audit";

    public WebhookRig(ScriptedReceiver receiver, Action<WebhookSinkOptions>? configure = null, TimeProvider? time = null)
    {
        Receiver = receiver;
        var options = new WebhookSinkOptions { Url = Url, Secret = Secret };
        configure?.Invoke(options);
        Assert.Empty(options.Problems());
        Sink = new WebhookSink(options.Copy(), receiver, time ?? Time, Log);
    }

    public static string Secret { get; } = NewSecret();

    public ManualTimeProvider Time { get; } = new();

    public CollectedLog Log { get; } = new();

    public ScriptedReceiver Receiver { get; }

    public WebhookSink Sink { get; }

    public static string NewSecret(int bytes = 32) => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>The signature by the standard's words alone, written apart from the sink's.</summary>
    public static string Signature(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <summary>The names of the events in a body, in order.</summary>
    public static IReadOnlyList<string> NamesIn(string body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetProperty("eventName").GetString()!)];
    }

    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch) => Sink.DeliverAsync(batch, CancellationToken.None);
}
