using System.Globalization;
using System.Text;

namespace AuditTrail.Sinks.Memory;

/// <summary>Says what came instead of what was waited for.</summary>
internal static class ArrivalReport
{
    private const int MostEvents = 20;
    private const int MostTextLength = 80;

    public static string Describe(ArrivedEvents arrived)
    {
        var entries = arrived.Entries;
        if (entries.Count == 0)
        {
            return "No event came at all. Was the host started, and does a trail select the event?";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arrived.OfApplication.Count} events of the application and {entries.Count - arrived.OfApplication.Count} of the trail's own came");
        text.Append(entries.Count > MostEvents ? $", the last {MostEvents} of them:" : ":");
        foreach (var entry in entries.Skip(entries.Count - MostEvents))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {entry.Time.UtcDateTime:HH:mm:ss.fff} {Short(entry.Event.EventName)} ({Short(entry.Event.EventSource)}): ");
            text.Append(entry.Event.ErrorCode is { } error ? $"failed, {Short(error)}" : "succeeded");
        }

        return text.ToString();
    }

    private static string Short(string? text) => text is null ? "no name" : text.Length <= MostTextLength ? text : string.Concat(text.AsSpan(0, MostTextLength), "…");
}
