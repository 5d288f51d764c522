using System.Globalization;
using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>One line of the event files: the other half of the comparison.</summary>
/// <param name="Id">The request's id, which its first event alone carries; its end is found by the shared id.</param>
internal sealed record RecordedEvent(string Name, string? Id, string? SharedId, int? Status, string? Phase, string? Error, string? User, long TrailSequence, string EventId)
{
    public static RecordedEvent Read(string line)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var record = document.RootElement;
        var name = record.GetProperty("eventName").GetString()!;
        var additional = record.GetProperty("additionalEventData");
        var http = additional.TryGetProperty("http", out var details) ? details : default;
        return new RecordedEvent(
            name,
            IdOf(record),
            record.TryGetProperty("sharedEventID", out var sharedId) ? sharedId.GetString() : null,
            http.ValueKind == JsonValueKind.Object && http.TryGetProperty("status", out var status) ? status.GetInt32() : null,
            http.ValueKind == JsonValueKind.Object && http.TryGetProperty("phase", out var phase) ? phase.GetString() : null,
            record.TryGetProperty("errorCode", out var error) ? error.GetString() : null,
            record.GetProperty("userIdentity").TryGetProperty("userName", out var user) ? user.GetString() : null,
            additional.GetProperty("auditTrail").GetProperty("trailSequence").GetInt64(),
            record.GetProperty("eventID").GetString()!);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} status {Status?.ToString(CultureInfo.InvariantCulture) ?? "none"} phase {Phase ?? "none"} error {Error ?? "none"} by {User ?? "nobody"}");

    /// <summary>The route value, or the end of the path of a request that no endpoint served.</summary>
    private static string? IdOf(JsonElement record)
    {
        if (record.GetProperty("requestParameters") is not { ValueKind: JsonValueKind.Object } parameters)
        {
            return null;
        }

        return parameters.TryGetProperty("id", out var id) ? id.GetString()
            : parameters.TryGetProperty("path", out var path) ? path.GetString()!.Split('/')[^1]
            : null;
    }
}
