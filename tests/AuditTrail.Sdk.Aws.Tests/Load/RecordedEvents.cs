using System.Text.Json;
using AuditTrail.Sinks;
using AuditTrail.TestServers;

namespace AuditTrail.Aws.Tests.Load;

/// <summary>The end of a second trail of the same host: a hash of each numbered event as it was recorded.</summary>
internal sealed class RecordedEvents : IAuditSink
{
    public const string Trail = "recorded";

    private readonly Dictionary<long, UInt128> _prints = [];

    /// <summary>What is hashed.</summary>
    public Func<JsonElement, UInt128> Print { get; set; } = RecordPrint.Of;

    /// <summary>The hashes by number; to be read when everything is delivered.</summary>
    public IReadOnlyDictionary<long, UInt128> Prints => _prints;

    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch)
        {
            using var record = JsonDocument.Parse(item.Utf8Json);
            if (record.RootElement.TryGetProperty("requestParameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("number", out var number))
            {
                _prints[number.GetInt64()] = Print(record.RootElement);
            }
        }

        return new(DeliveryResult.Delivered());
    }
}
