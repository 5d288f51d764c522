using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.TestServers.CloudTrailLake;

/// <summary><c>PutAuditEvents</c> (rest-json), with every documented limit.</summary>
/// <remarks>
/// Where the documents leave it open: a megabyte is 1,000,000 bytes of the whole body, which has to be smaller; a request that breaks the model is <c>ValidationException</c>; throttling and all other refusals of
/// a request are HTTP 400, those of the caller 403, a missing channel 404; a channel that demands an external id answers another one with <c>ChannelInsufficientPermission</c>.
/// </remarks>
internal sealed partial class LakeProtocol(LakeRules rules, SigV4Verifier verifier, FaultPlan faults, ArrivalLog arrivals, RuleBook broken, TimeProvider time) : IProtocol
{
    private const int BodyBytes = 1_000_000;
    private const int MostEvents = 100;

    private readonly IntegrationEventRules _events = new(rules);
    private readonly TokenBucket _rate = new(rules.RequestsPerSecond, time);

    public ServerAnswer Answer(ReceivedRequest request, Fault fault)
    {
        rules.Observe?.Invoke(request);
        if (rules.IsStrict && (verifier.Verify(request) ?? Misshapen(request)) is { } refusal)
        {
            return Refuse(refusal);
        }

        // Before the faults: who is throttled by the plan has spent a request of his hundred all the same.
        if (rules.IsStrict && !_rate.TryTake())
        {
            return Refuse(new(400, "ThrottlingException", "Rate exceeded"), "TooManyRequests");
        }

        if (fault is Fault.Throttling or Fault.RetryAfter or Fault.InternalError or Fault.Unavailable)
        {
            return Fail(fault);
        }

        using var body = StrictJson.TryParse(request.Body);
        return body is null
            ? Refuse(new(400, "SerializationException", "The body is not JSON."))
            : (rules.IsStrict ? CheckBody(request, body.RootElement) : null) is { } wrong ? Refuse(wrong) : Take(body.RootElement.GetProperty("auditEvents"), fault == Fault.Partial);
    }

    private Refusal? Misshapen(ReceivedRequest request)
    {
        var (arn, externalId) = (request.Parameter("channelArn"), request.Parameter("externalId"));
        return request switch
        {
            { Method: not "POST" } or { Path: not "/PutAuditEvents" } => new(404, "UnknownOperationException", ""),
            _ when request.Parameters().Any(pair => pair.Key is not ("channelArn" or "externalId")) => Invalid("A query parameter is not in the model."),
            _ when request.Header("content-type") != "application/json" => new(415, "UnsupportedMediaTypeException", "The content type is not application/json."),
            { Body.Length: >= BodyBytes } => Invalid("The request payload has 1 MB or more."),
            _ when arn is null => Invalid("channelArn is required."),
            _ when !ArnForm().IsMatch(arn) => new(400, "InvalidChannelARN", "The specified channel ARN is not a valid channel ARN."),
            _ when externalId is not null && (externalId.Length is < 2 or > 1224 || !ExternalIdForm().IsMatch(externalId)) => Invalid("externalId is not as the model has it."),
            _ when arn != rules.ChannelArn => new(404, "ChannelNotFound", "The channel could not be found."),
            _ when rules.ExternalId is not null && externalId != rules.ExternalId => new(403, "ChannelInsufficientPermission", "The caller's account ID must be the same as the channel owner's account ID."),
            _ => null,
        };
    }

    private static Refusal? CheckBody(ReceivedRequest request, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("auditEvents", out var events) || events.ValueKind != JsonValueKind.Array || body.EnumerateObject().Count() != 1)
        {
            return Invalid("The body is not {\"auditEvents\":[…]}.");
        }

        if (events.GetArrayLength() is 0 or > MostEvents)
        {
            return Invalid("auditEvents has to have 1 to 100 members.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in events.EnumerateArray())
        {
            if (item.Text("id") is not { Length: <= 128 } id || !IdForm().IsMatch(id) || item.Text("eventData") is null
                || item.EnumerateObject().Any(member => member.Name is not ("id" or "eventData" or "eventDataChecksum") || member.Value.ValueKind != JsonValueKind.String))
            {
                return Invalid("An event is not {\"id\",\"eventData\",\"eventDataChecksum\"} as the model has them.");
            }

            if (!ids.Add(id))
            {
                return new(400, "DuplicatedAuditEventId", "Two or more entries in the request have the same event ID.");
            }
        }

        return null;
    }

    private ServerAnswer Take(JsonElement events, bool partially)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        var failed = new List<(string Id, EntryError Error)>();
        writer.WriteStartObject();
        writer.WriteStartArray("successful");
        foreach (var item in events.EnumerateArray())
        {
            var id = item.Text("id")!;
            if (TakeOne(id, item, partially) is { } error)
            {
                failed.Add((id, error));
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("eventID", Guid.NewGuid());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("failed");
        foreach (var (id, error) in failed)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("errorCode", error.Code);
            writer.WriteString("errorMessage", error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return new(200, output.WrittenMemory, "application/json");
    }

    private EntryError? TakeOne(string id, JsonElement item, bool partially)
    {
        var eventData = item.Text("eventData")!;
        if (!rules.IsStrict)
        {
            return null;
        }

        using var parsed = StrictJson.TryParse(eventData);
        var number = parsed is null ? -1 : EventNumber.Of(parsed.RootElement);
        arrivals.Offer(id, number);
        if (partially && faults.RefusesEntry())
        {
            return faults.RefusesEntry() ? new("InternalFailure", "An internal failure; try again.") : new("Throttling", "Rate exceeded for this event; try again.");
        }

        var error = item.Text("eventDataChecksum") is { } checksum && checksum != Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(eventData)))
            ? new EntryError("InvalidChecksum", "eventDataChecksum is not the base64 of eventData's SHA-256.")
            : _events.Check(eventData, parsed);
        if (error is not null)
        {
            broken.Add(error.Message.StartsWith(rules.RefusedEventName, StringComparison.Ordinal) ? rules.RefusedEventName : error.Code, error.Message);
            return error;
        }

        arrivals.Add(id, number, Encoding.UTF8.GetBytes(eventData), RecordPrint.OfIntegrationEvent(parsed!.RootElement));
        return null;
    }

    private static Refusal Invalid(string message) => new(400, "ValidationException", message);

    private ServerAnswer Refuse(Refusal refusal, string? rule = null)
    {
        broken.Add(rule ?? refusal.Code, refusal.Message);
        return Error(refusal);
    }

    private static ServerAnswer Fail(Fault fault) => fault switch
    {
        Fault.Throttling => Error(new(400, "ThrottlingException", "Rate exceeded")),
        Fault.RetryAfter => Error(new(429, "TooManyRequestsException", "Rate exceeded"), ("Retry-After", "1")),
        Fault.InternalError => Error(new(500, "InternalServerException", "An internal error.")),
        _ => Error(new(503, "ServiceUnavailableException", "The service is unavailable.")),
    };

    // rest-json names the error in a header; some of AWS's services add the address of their model.
    private static ServerAnswer Error(Refusal refusal, params (string Name, string Value)[] headers) => ServerAnswer.Of(
        refusal.Status,
        $"{{\"message\":{JsonSerializer.Serialize(refusal.Message)}}}",
        "application/json",
        [("x-amzn-ErrorType", refusal.Code + ":http://internal.amazon.com/coral/com.amazonaws.cloudtraildata/"), ("x-amzn-RequestId", Guid.NewGuid().ToString()), .. headers]);

    [GeneratedRegex("^[-_A-Za-z0-9]+\\z")]
    private static partial Regex IdForm();

    [GeneratedRegex("^arn:.*\\z")]
    private static partial Regex ArnForm();

    [GeneratedRegex("^[\\w+=,.@:\\/-]*\\z", RegexOptions.ECMAScript)]
    private static partial Regex ExternalIdForm();
}
