using System.Text.Json;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>An event as it would be written, read by path.</summary>
internal sealed class Recorded
{
    private readonly JsonElement _root;

    public Recorded(byte[] utf8Json)
    {
        Json = System.Text.Encoding.UTF8.GetString(utf8Json);
        using var document = JsonDocument.Parse(utf8Json);
        _root = document.RootElement.Clone();
    }

    public string Json { get; }

    public string? Name => this["eventName"];

    public string? Error => this["errorCode"];

    public string? Status => this["additionalEventData.http.status"];

    public string? Phase => this["additionalEventData.http.phase"];

    public string? Ending => this["additionalEventData.http.ending"];

    public string? SharedId => this["sharedEventID"];

    public string? SourceIp => this["sourceIPAddress"];

    /// <summary>The value's text, or its JSON when it is no string; null where there is none.</summary>
    public string? this[string path]
    {
        get
        {
            var element = _root;
            foreach (var name in path.Split('.'))
            {
                if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength())
                {
                    element = element[index];
                }
                else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                {
                    return null;
                }
            }

            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.Null => null,
                _ => element.GetRawText(),
            };
        }
    }

    public string? Http(string name) => this["additionalEventData.http." + name];

    public override string ToString() => Json;
}
