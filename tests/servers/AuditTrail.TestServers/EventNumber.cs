using System.Globalization;
using System.Text.Json;

namespace AuditTrail.TestServers;

/// <summary>The number that a load gives each of its events: <c>requestParameters.number</c>, as a number or as text.</summary>
internal static class EventNumber
{
    public const string Name = "number";

    public static long Of(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("requestParameters", out var parameters)
        && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(Name, out var number)
            ? number.ValueKind switch
            {
                JsonValueKind.Number => number.GetInt64(),
                JsonValueKind.String when long.TryParse(number.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
                _ => -1,
            }
            : -1;
}
