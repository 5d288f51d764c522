using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>Which name an entry of <c>additionalEventData</c> has: the journal's numbers, the record's other fields and the application's own data stand there side by side.</summary>
internal static class AdditionalNames
{
    /// <summary>Which parts of an event were cut.</summary>
    public const string Cut = "auditTrailCut";

    private const string AuditTrail = "auditTrail";
    private const string Http = "http";
    private const string Prefix = "additionalEventData.";

    // What may stand here beside an application's data: its own entries of these names get others, in every event, so that a query finds one thing under one name.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        Cut, "record", "eventVersion", "eventID", "eventTime", "eventSource", "eventName", "userAgent", "errorCode", "errorMessage", "sourceIPAddress", "recipientAccountId",
        "userIdentity", "userIdentity.type", "userIdentity.principalId", "awsRegion", "requestID", "readOnly", "resources", "eventType", "apiVersion", "managementEvent",
        "serviceEventDetails", "sharedEventID", "vpcEndpointId", "vpcEndpointAccountId", "eventCategory", "addendum", "sessionCredentialFromConsole", "eventContext",
        "edgeDeviceDetails", "tlsDetails", "insightDetails",
    };

    /// <param name="record">The record's fields that the schema does not have.</param>
    /// <param name="additional">The record's <c>additionalEventData</c>.</param>
    public static FlatMap Join(FlatMap record, JsonElement additional)
    {
        var joined = new FlatMap();
        var members = additional.ValueKind == JsonValueKind.Object ? additional : default;
        if (Part(members, AuditTrail) is { } numbers)
        {
            RecordMapping.Spread(AuditTrail, numbers, joined);
        }

        foreach (var (name, value) in record)
        {
            joined.Set(NameOfField(name, joined, record), value);
        }

        if (Part(members, Http) is { } http)
        {
            RecordMapping.Spread(Http, http, joined);
        }

        if (RecordMapping.MapOf(additional) is { } own)
        {
            foreach (var (name, value) in own)
            {
                if (!(name is AuditTrail or Http && Part(members, name) is not null))
                {
                    joined.Set(NameFor(name, joined, own), value);
                }
            }
        }

        return joined;
    }

    private static JsonElement? Part(JsonElement additional, string name) =>
        additional.ValueKind == JsonValueKind.Object && additional.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    // A record may have any field; none may be taken for the journal's numbers or the middleware's facts.
    private static string NameOfField(string name, FlatMap joined, FlatMap record)
    {
        var free = name;
        while (joined.Has(free) || free == Cut || free.StartsWith("auditTrail.", StringComparison.Ordinal) || free.StartsWith("http.", StringComparison.Ordinal) || (free != name && record.Has(free)))
        {
            free = "record." + free;
        }

        return free;
    }

    private static string NameFor(string name, FlatMap joined, FlatMap own)
    {
        var free = name;
        while (joined.Has(free) || IsReserved(free) || (free != name && own.Has(free)))
        {
            free = Prefix + free;
        }

        return free;
    }

    private static bool IsReserved(string name) =>
        Reserved.Contains(name)
        || name.StartsWith("auditTrail.", StringComparison.Ordinal) || name.StartsWith("http.", StringComparison.Ordinal) || name.StartsWith("tlsDetails.", StringComparison.Ordinal);
}
