using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>CloudWatch Logs' JSON 1.1: what is needed to write into a group, with every documented limit.</summary>
internal sealed partial class LogsProtocol(LogsRules rules, SigV4Verifier verifier, ConcurrentDictionary<string, LogGroup> groups, ArrivalLog arrivals, RuleBook broken, TimeProvider time) : IProtocol
{
    private const string Target = "Logs_20140328.";
    private const string ContentType = "application/x-amz-json-1.1";

    private static readonly int[] Retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public ServerAnswer Answer(ReceivedRequest request, Fault fault)
    {
        rules.Observe?.Invoke(request);
        if (rules.IsStrict && (verifier.Verify(request) ?? Misshapen(request)) is { } refusal)
        {
            return Refuse(refusal.Code, refusal.Message, refusal.Status);
        }

        if (fault is Fault.Throttling or Fault.RetryAfter or Fault.InternalError or Fault.Unavailable)
        {
            return Fail(fault);
        }

        using var body = StrictJson.TryParse(request.Body);
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return Refuse("SerializationException", "The body is no JSON object.");
        }

        var (operation, input) = (request.Header("x-amz-target")?[Target.Length..], body.RootElement);
        return operation switch
        {
            "PutLogEvents" => PutLogEvents(input),
            "CreateLogGroup" => WithGroupName(input, CreateLogGroup),
            "CreateLogStream" => WithGroup(input, (name, group) => CreateLogStream(name, group, input)),
            "PutRetentionPolicy" => WithGroup(input, (_, group) => PutRetentionPolicy(group, input)),
            "DescribeLogGroups" => DescribeLogGroups(input),
            "TagResource" => TagResource(input),
            _ => Refuse("UnknownOperationException", ""),
        };
    }

    private static Refusal? Misshapen(ReceivedRequest request) => request switch
    {
        { Method: not "POST" } or { Path: not "/" } or { Query.Length: > 0 } => new(404, "UnknownOperationException", ""),
        _ when request.Header("content-type") != ContentType => new(400, "SerializationException", $"The content type is not {ContentType}."),
        _ when request.Header("x-amz-target")?.StartsWith(Target, StringComparison.Ordinal) != true => new(400, "UnknownOperationException", ""),
        _ => null,
    };

    private ServerAnswer PutLogEvents(JsonElement input)
    {
        if (!rules.IsStrict)
        {
            return Success("{}");
        }

        if (input.Text("logStreamName") is not { } stream || !IsStreamName(stream) || !input.TryGetProperty("logEvents", out var events) || events.ValueKind != JsonValueKind.Array
            || input.EnumerateObject().Any(member => member.Name is not ("logGroupName" or "logStreamName" or "logEvents" or "entity" or "sequenceToken")))
        {
            return Refuse("InvalidParameterException", "1 validation error detected: the request is not as the model has it");
        }

        return WithGroup(input, (_, group) =>
            LogEventRules.Check(events) is { } wrong ? Refuse("InvalidParameterException", wrong)
            : !group.HasStream(stream) ? NotFound("The specified log stream does not exist.")
            : Take(group, events, input.TryGetProperty("entity", out var entity) ? EntityRules.Check(entity) : null));
    }

    private ServerAnswer Take(LogGroup group, JsonElement events, string? entityError)
    {
        var timestamps = events.EnumerateArray().Select(item => item.GetProperty("timestamp").GetInt64()).ToArray();
        var (tooOldEnd, expiredEnd, tooNewStart) = LogEventRules.Windows(timestamps, time.GetUtcNow().ToUnixTimeMilliseconds(), group.RetentionInDays);
        var first = Math.Max(tooOldEnd, expiredEnd);
        if (first < tooNewStart && LogEventRules.SpansTooMuch(timestamps.AsSpan(first..tooNewStart)))
        {
            return Refuse("InvalidParameterException", "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }

        var index = 0;
        foreach (var item in events.EnumerateArray())
        {
            var message = item.GetProperty("message").GetString()!;
            using var record = StrictJson.TryParse(message);
            var (id, number) = record is null ? (message, -1) : (record.RootElement.Text("eventID") ?? message, EventNumber.Of(record.RootElement));
            arrivals.Offer(id, number);
            if (index >= first && index < tooNewStart)
            {
                arrivals.Add(id, number, Encoding.UTF8.GetBytes(message + timestamps[index]), record is null ? 0 : RecordPrint.Of(record.RootElement));
            }

            index++;
        }

        if (entityError is not null)
        {
            broken.Add(entityError, "The entity is not as the model has it.");
        }

        return Success(Result(timestamps.Length, tooOldEnd, expiredEnd, tooNewStart, entityError));
    }

    private static string Result(int count, int tooOldEnd, int expiredEnd, int tooNewStart, string? entityError)
    {
        var rejected = new List<string>();
        if (tooNewStart < count)
        {
            rejected.Add($"\"tooNewLogEventStartIndex\":{tooNewStart}");
        }

        if (tooOldEnd > 0)
        {
            rejected.Add($"\"tooOldLogEventEndIndex\":{tooOldEnd}");
        }

        if (expiredEnd > 0)
        {
            rejected.Add($"\"expiredLogEventEndIndex\":{expiredEnd}");
        }

        var entity = entityError is null ? "" : $",\"rejectedEntityInfo\":{{\"errorType\":\"{entityError}\"}}";
        return "{\"nextSequenceToken\":\"49590302833672109\"" + (rejected.Count == 0 ? "" : $",\"rejectedLogEventsInfo\":{{{string.Join(',', rejected)}}}") + entity + "}";
    }

    private ServerAnswer CreateLogGroup(string name, JsonElement input)
    {
        var tags = Tags(input);
        if (tags is null || tags.Count > 50)
        {
            return Refuse("InvalidParameterException", "1 validation error detected: Value at 'tags' is not as the model has it");
        }

        var group = new LogGroup();
        group.Tag(tags);
        return groups.TryAdd(name, group) ? Success("") : Error("ResourceAlreadyExistsException", "The specified log group already exists");
    }

    private ServerAnswer CreateLogStream(string name, LogGroup group, JsonElement input) =>
        input.Text("logStreamName") is not { } stream || !IsStreamName(stream) ? Refuse("InvalidParameterException", $"1 validation error detected: Value at 'logStreamName' of {name} is not as the model has it")
        : group.AddStream(stream) ? Success("")
        : Error("ResourceAlreadyExistsException", "The specified log stream already exists");

    private ServerAnswer PutRetentionPolicy(LogGroup group, JsonElement input)
    {
        if (!input.TryGetProperty("retentionInDays", out var value) || !value.TryGetInt32(out var days) || !Retentions.Contains(days))
        {
            return Refuse("InvalidParameterException", "1 validation error detected: Value at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [" + string.Join(", ", Retentions) + "]");
        }

        group.RetentionInDays = days;
        return Success("");
    }

    private ServerAnswer DescribeLogGroups(JsonElement input)
    {
        var found = groups.Where(pair => pair.Key.StartsWith(input.Text("logGroupNamePrefix") ?? "", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(50)
            .Select(pair => $"{{\"logGroupName\":{JsonSerializer.Serialize(pair.Key)},\"arn\":{JsonSerializer.Serialize(Arn(pair.Key))}"
                + (pair.Value.RetentionInDays is { } days ? $",\"retentionInDays\":{days}}}" : "}"));
        return Success($"{{\"logGroups\":[{string.Join(',', found)}]}}");
    }

    private ServerAnswer TagResource(JsonElement input)
    {
        var group = groups.FirstOrDefault(pair => input.Text("resourceArn") is { } arn && (arn == Arn(pair.Key) || arn == Arn(pair.Key) + ":*")).Value;
        if (Tags(input) is not { Count: > 0 and <= 50 } tags)
        {
            return Refuse("InvalidParameterException", "1 validation error detected: Value at 'tags' is not as the model has it");
        }

        group?.Tag(tags);
        return group is null ? NotFound("The specified resource does not exist.") : Success("");
    }

    private static Dictionary<string, string>? Tags(JsonElement input)
    {
        if (!input.TryGetProperty("tags", out var tags))
        {
            return [];
        }

        return tags.ValueKind == JsonValueKind.Object && tags.EnumerateObject().All(tag => TagForm().IsMatch(tag.Name) && tag.Name.Length <= 128 && tags.Text(tag.Name) is { Length: <= 256 } value && TagForm().IsMatch(value + "x"))
            ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!, StringComparer.Ordinal)
            : null;
    }

    private ServerAnswer WithGroupName(JsonElement input, Func<string, JsonElement, ServerAnswer> then) =>
        input.Text("logGroupName") is { Length: >= 1 and <= 512 } name && GroupForm().IsMatch(name)
            ? then(name, input)
            : Refuse("InvalidParameterException", "1 validation error detected: Value at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+");

    private ServerAnswer WithGroup(JsonElement input, Func<string, LogGroup, ServerAnswer> then) =>
        WithGroupName(input, (name, _) => groups.TryGetValue(name, out var group) ? then(name, group) : NotFound("The specified log group does not exist."));

    private string Arn(string group) => $"arn:aws:logs:{rules.Region}:{rules.AccountId}:log-group:{group}";

    private static bool IsStreamName(string name) => name.Length is >= 1 and <= 512 && !name.AsSpan().ContainsAny(":*");

    // A missing group or stream is how a client learns that it has to make one: no rule is broken.
    private static ServerAnswer NotFound(string message) => Error("ResourceNotFoundException", message);

    private ServerAnswer Refuse(string code, string message, int status = 400)
    {
        broken.Add(code, message);
        return Error(code, message, status);
    }

    private static ServerAnswer Fail(Fault fault) => fault switch
    {
        Fault.Throttling => Error("ThrottlingException", "Rate exceeded"),
        Fault.RetryAfter => Error("ThrottlingException", "Rate exceeded", 429, ("Retry-After", "1")),
        Fault.InternalError => Error("InternalFailure", "An internal error.", 500),
        _ => Error("ServiceUnavailableException", "The service cannot complete the request.", 503),
    };

    private static ServerAnswer Success(string body) => ServerAnswer.Of(200, body, ContentType, ("x-amzn-RequestId", Guid.NewGuid().ToString()));

    private static ServerAnswer Error(string code, string message, int status = 400, params (string Name, string Value)[] headers) => ServerAnswer.Of(
        status,
        $"{{\"__type\":\"{code}\",\"message\":{JsonSerializer.Serialize(message)}}}",
        ContentType,
        [("x-amzn-RequestId", Guid.NewGuid().ToString()), .. headers]);

    [GeneratedRegex("^[\\.\\-_/#A-Za-z0-9]+\\z")]
    private static partial Regex GroupForm();

    [GeneratedRegex("^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)\\z")]
    private static partial Regex TagForm();
}
