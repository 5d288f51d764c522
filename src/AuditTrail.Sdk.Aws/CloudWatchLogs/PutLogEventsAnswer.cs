using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>What CloudWatch Logs said of a call that it took.</summary>
/// <param name="TooNewStart">The first event that is too new; the events' count for none.</param>
/// <param name="TooOldEnd">The event after the last that is too old; 0 for none.</param>
/// <param name="ExpiredEnd">The event after the last that is older than the group's retention; 0 for none.</param>
/// <param name="IsUnclear">Events were refused, but which cannot be understood.</param>
/// <param name="EntityError">Why the entity was not taken, or null.</param>
internal sealed record PutLogEventsAnswer(int TooNewStart, int TooOldEnd, int ExpiredEnd, bool IsUnclear, string? EntityError)
{
    private const string TooNew = "tooNewLogEventStartIndex";
    private const string TooOld = "tooOldLogEventEndIndex";
    private const string Expired = "expiredLogEventEndIndex";
    private static readonly string[] Members = ["nextSequenceToken", "rejectedLogEventsInfo", "rejectedEntityInfo"];

    /// <summary>Reads an answer with status 200.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="count">How many events were sent.</param>
    /// <returns>Null if it is none of CloudWatch Logs': nobody knows then whether the events arrived.</returns>
    public static PutLogEventsAnswer? Read(JsonAnswer answer, int count)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, answer.NamesRequest, count) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Why an event was refused, or null if it was taken.</summary>
    /// <param name="index">Its place in the call.</param>
    public string? RefusalOf(int index) =>
        IsUnclear ? "CloudWatch Logs refused events of the call without saying clearly which: it may be there all the same."
        : index < TooOldEnd ? "CloudWatch Logs refuses it: it is older than 14 days. Replay it with Timestamp 'Sent'."
        : index < ExpiredEnd ? "CloudWatch Logs refuses it: it is older than the log group's retention. Replay it with Timestamp 'Sent'."
        : index >= TooNewStart ? "CloudWatch Logs refuses it: it is more than 2 hours in the future by the service's clock; look at this machine's clock."
        : null;

    private static PutLogEventsAnswer? Read(JsonElement root, bool namesRequest, int count)
    {
        // All members are optional, so an object without any is an answer if the headers are the service's; one with others only is somebody else's.
        var members = root.EnumerateObject().Select(member => member.Name).ToList();
        if (members.Count == 0 ? !namesRequest : !members.Exists(member => Members.Contains(member, StringComparer.Ordinal)))
        {
            return null;
        }

        var entityError = root.TryGetProperty("rejectedEntityInfo", out var entity) && entity.ValueKind != JsonValueKind.Null
            ? (entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty("errorType", out var type) && type.ValueKind == JsonValueKind.String ? FailureWords.OneLine(type.GetString() ?? "", 128) : "without a reason")
            : null;
        if (!root.TryGetProperty("rejectedLogEventsInfo", out var rejected) || rejected.ValueKind == JsonValueKind.Null)
        {
            return new(count, 0, 0, IsUnclear: false, entityError);
        }

        if (rejected.ValueKind != JsonValueKind.Object)
        {
            return new(count, 0, 0, IsUnclear: true, entityError);
        }

        var (start, old, expired) = (IndexOf(rejected, TooNew, count), IndexOf(rejected, TooOld, 0), IndexOf(rejected, Expired, 0));
        // A place outside of the call on the side of more refusals is cut off; on the other side nobody knows what is meant.
        var isUnclear = start is null || old is null || expired is null || start > count || old < 0 || expired < 0;
        return new(ToInt(start, count), ToInt(old, count), ToInt(expired, count), isUnclear, entityError);
    }

    private static long? IndexOf(JsonElement rejected, string name, long none) =>
        !rejected.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? none
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var index) ? index
        : null;

    private static int ToInt(long? index, int count) => (int)Math.Clamp(index ?? 0, 0, count);
}
