using System.Text;
using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>Reads a sample's event files as anybody would: line by line, as JSON.</summary>
internal static class EventFile
{
    public static IReadOnlyList<JsonElement> ReadAll(string directory)
    {
        var events = new List<JsonElement>();
        foreach (var file in Directory.EnumerateFiles(directory, "events-*.jsonl").Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var text = reader.ReadToEnd();
            Assert.True(text.Length == 0 || text[^1] == '\n', $"{file} ends inside a line");
            events.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
        }

        return events;
    }

    /// <summary>Waits until the files hold what is asked for; a file is read only while its last line is whole.</summary>
    public static async Task<IReadOnlyList<JsonElement>> WaitForAsync(string directory, Func<IReadOnlyList<JsonElement>, bool> complete)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            IReadOnlyList<JsonElement> events = [];
            try
            {
                events = ReadAll(directory);
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or JsonException or DecoderFallbackException or IOException && DateTime.UtcNow < deadline)
            {
                // A batch is being written at this moment.
            }

            if (complete(events))
            {
                return events;
            }

            Assert.True(DateTime.UtcNow < deadline, $"{events.Count} events, and not those that were waited for: {string.Join(", ", events.TakeLast(20).Select(Name))}");
            await Task.Delay(20);
        }
    }

    public static string? Name(JsonElement record) => record.GetProperty("eventName").GetString();

    public static JsonElement Numbers(JsonElement record) => record.GetProperty("additionalEventData").GetProperty("auditTrail");
}
