using System.Text.Json;

namespace AuditTrail.Tests.Events;

/// <summary>1,233 real records in 28 log files; TestData/cloudtrail/LICENSE says where they come from.</summary>
internal static class CloudTrailRecords
{
    public static IEnumerable<byte[]> All()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TestData", "cloudtrail"), "*.json").Order(StringComparer.Ordinal))
        {
            using var log = JsonDocument.Parse(File.ReadAllBytes(file));

            foreach (var record in log.RootElement.GetProperty("Records").EnumerateArray())
            {
                yield return System.Text.Encoding.UTF8.GetBytes(record.GetRawText());
            }
        }
    }
}
