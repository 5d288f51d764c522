using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuditTrail.TestServers.Webhook;

/// <summary>A receiver of audit events: verifies, reads JSON arrays and NDJSON, and takes a request whole or not at all.</summary>
internal sealed class WebhookProtocol(WebhookRules rules, ArrivalLog arrivals, RuleBook broken, TimeProvider time) : IProtocol
{
    private readonly StandardWebhookVerifier? _verifier = rules.Secret is null ? null : new StandardWebhookVerifier(rules.Secret, time);
    private readonly ConcurrentDictionary<string, string> _contentById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _idByContent = new(StringComparer.Ordinal);

    public ServerAnswer Answer(ReceivedRequest request, Fault fault)
    {
        rules.Observe?.Invoke(request);
        // Before the faults: what is not taken now comes again, under the id that it has now.
        var body = ReadOnlyMemory<byte>.Empty;
        return rules.IsStrict && Check(request, out body) is { } refusal ? refusal : fault switch
        {
            Fault.Throttling => Text(429, "slow down"),
            Fault.RetryAfter => Text(429, "slow down", ("Retry-After", "1")),
            Fault.InternalError => Text(500, "something broke"),
            Fault.Unavailable => Text(503, "not now"),
            _ when !rules.IsStrict => Text(200, "thanks"),
            _ => Take(request, body),
        };
    }

    private ServerAnswer? Check(ReceivedRequest request, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (request.Method != "POST")
        {
            return Refuse(405, "Method", request.Method);
        }

        if (request.Body.Length > rules.MaxBytes)
        {
            return Refuse(413, "TooLarge", $"{request.Body.Length} bytes");
        }

        if (Unpack(request) is not { } unpacked)
        {
            return Refuse(400, "Encoding", $"{request.Header("content-encoding")}");
        }

        body = unpacked;
        var id = request.Header("webhook-id");
        if (_verifier?.Verify(id, request.Header("webhook-timestamp"), request.Header("webhook-signature"), body.Span) is { } wrong)
        {
            return Refuse(401, "Signature", wrong);
        }

        if (id is null || request.Header("idempotency-key") is not { } key || key != id)
        {
            return Refuse(400, "Idempotency", "Idempotency-Key and webhook-id are not the same");
        }

        // One id names one content for ever, or a receiver that remembers ids would throw events away.
        var content = Convert.ToHexString(SHA256.HashData(body.Span));
        if (_contentById.GetOrAdd(id, content) != content)
        {
            return Refuse(409, "IdReused", id);
        }

        // And one content has one id, or he would take it twice.
        return _idByContent.GetOrAdd(content, id) is var known && known != id ? Refuse(409, "IdChanged", $"{id} was {known}") : null;
    }

    private ServerAnswer Take(ReceivedRequest request, ReadOnlyMemory<byte> body) => request.Header("content-type") switch
    {
        "application/json" => TakeArray(body),
        "application/x-ndjson" => TakeLines(body),
        var type => Refuse(415, "ContentType", $"{type}"),
    };

    private static ReadOnlyMemory<byte>? Unpack(ReceivedRequest request)
    {
        if (request.Header("content-encoding") is not { } encoding)
        {
            return request.Body;
        }

        if (encoding != "gzip")
        {
            return null;
        }

        using var gzip = new GZipStream(new MemoryStream(request.Body.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        try
        {
            gzip.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private ServerAnswer TakeArray(ReadOnlyMemory<byte> body)
    {
        using var array = StrictJson.TryParse(body);
        return array is null || array.RootElement.ValueKind != JsonValueKind.Array ? Refuse(400, "NoArray", "The body is no JSON array") : TakeRecords([.. array.RootElement.EnumerateArray()]);
    }

    private ServerAnswer TakeLines(ReadOnlyMemory<byte> body)
    {
        // Each record ends with a line feed, the last one too.
        var lines = Encoding.UTF8.GetString(body.Span).Split('\n');
        var parsed = lines[..^1].Select(StrictJson.TryParse).ToList();
        var answer = lines[^1].Length > 0 || parsed.Contains(null) ? Refuse(400, "NoLines", "The body is not one JSON text a line") : TakeRecords([.. parsed.Select(line => line!.RootElement)]);
        parsed.ForEach(line => line?.Dispose());
        return answer;
    }

    private ServerAnswer TakeRecords(List<JsonElement> records)
    {
        if (records.Count == 0 || records.Count > rules.MaxEvents || records.Exists(record => record.Text("eventID") is null || record.Text("eventVersion") is null))
        {
            return Refuse(400, "NoRecords", $"{records.Count} records, or some that are none of CloudTrail's");
        }

        if (records.Exists(record => record.Text("eventName") == rules.RefusedEventName))
        {
            broken.Add(rules.RefusedEventName, "refused by its name");
            return Text(422, $"{rules.RefusedEventName} is not taken here");
        }

        foreach (var record in records)
        {
            arrivals.Add(record.Text("eventID")!, EventNumber.Of(record), Encoding.UTF8.GetBytes(record.GetRawText()), RecordPrint.Of(record));
        }

        return Text(200, "thanks");
    }

    private ServerAnswer Refuse(int status, string rule, string message)
    {
        broken.Add(rule, message);
        return Text(status, message);
    }

    private static ServerAnswer Text(int status, string text, params (string Name, string Value)[] headers) => ServerAnswer.Of(status, text, "text/plain", headers);
}
