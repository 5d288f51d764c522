using System.Text;
using System.Text.Json;

namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>The rules of the events of one <c>PutLogEvents</c>.</summary>
/// <remarks>Where the documents leave it open: the 24 hours count from the first valid event to the last, both included; an event exactly two weeks old or two hours ahead is still valid.</remarks>
internal static class LogEventRules
{
    private const int MostEvents = 10_000;
    private const int MostBytes = 1_048_576;
    private const int OverheadPerEvent = 26;
    private static readonly long Ahead = (long)TimeSpan.FromHours(2).TotalMilliseconds;
    private static readonly long Behind = (long)TimeSpan.FromDays(14).TotalMilliseconds;
    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>Why the whole call fails, or null.</summary>
    public static string? Check(JsonElement events)
    {
        if (events.GetArrayLength() is 0 or > MostEvents)
        {
            return "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and 10000";
        }

        var (bytes, last) = (0L, 0L);
        foreach (var item in events.EnumerateArray())
        {
            if (item.Text("message") is not { Length: > 0 } message || !item.TryGetProperty("timestamp", out var time) || time.ValueKind != JsonValueKind.Number
                || !time.TryGetInt64(out var timestamp) || timestamp < 0 || item.EnumerateObject().Count() != 2)
            {
                return "1 validation error detected: an event is not {\"timestamp\",\"message\"} as the model has them";
            }

            if (timestamp < last)
            {
                return "Log events in a single PutLogEvents request must be in chronological order.";
            }

            (bytes, last) = (bytes + Encoding.UTF8.GetByteCount(message) + OverheadPerEvent, timestamp);
        }

        return bytes > MostBytes ? $"Upload too large: {bytes} bytes exceeds limit of {MostBytes}" : null;
    }

    /// <summary>Which events lie outside their windows. Too old and expired ones come first, since events are in order: both ends are exclusive, the start of the too new ones is inclusive.</summary>
    public static (int TooOldEnd, int ExpiredEnd, int TooNewStart) Windows(long[] timestamps, long now, int? retentionInDays)
    {
        var tooOld = timestamps.Count(time => time < now - Behind);
        var expired = retentionInDays is { } days ? timestamps.Count(time => time < now - (days * Day)) : 0;
        return (tooOld, expired, timestamps.Length - timestamps.Count(time => time > now + Ahead));
    }

    /// <summary>Whether valid events lie too far apart: the whole call fails then.</summary>
    public static bool SpansTooMuch(ReadOnlySpan<long> valid) => valid.Length > 0 && valid[^1] - valid[0] > Day;
}
