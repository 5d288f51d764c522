using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AuditTrail.TestServers.CloudTrailLake;

/// <summary>The schema of CloudTrail Lake's integration events, each limit read in its strictest sense.</summary>
/// <remarks>
/// Where the documents leave it open: lengths are bytes of UTF-8, a kB is 1,000 bytes, a member that the schema does not name is refused, so is a time with fractions, and a member that is null is one of the wrong type.
/// </remarks>
public sealed class IntegrationEventRules(LakeRules rules)
{
    private const int MostEventBytes = 256_000;

    private static readonly Dictionary<string, (int Most, bool Needed)> Texts = new(StringComparer.Ordinal)
    {
        ["version"] = (256, true),
        ["userAgent"] = (1024, false),
        ["eventSource"] = (1024, true),
        ["eventName"] = (1024, true),
        ["eventTime"] = (64, true),
        ["UID"] = (1024, true),
        ["errorCode"] = (256, false),
        ["errorMessage"] = (256, false),
        ["sourceIPAddress"] = (64, false),
        ["recipientAccountId"] = (12, true),
    };

    private static readonly Dictionary<string, int> Objects = new(StringComparer.Ordinal)
    {
        ["requestParameters"] = 100_000,
        ["responseElements"] = 100_000,
        ["additionalEventData"] = 28_000,
    };

    /// <summary>What is wrong with an event, or null.</summary>
    public EntryError? Check(string eventData, JsonDocument? parsed)
    {
        if (Encoding.UTF8.GetByteCount(eventData) > MostEventBytes)
        {
            return new("FieldTooLong", $"eventData is longer than {MostEventBytes} bytes.");
        }

        if (parsed is null || parsed.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new("InvalidData", "eventData is not a JSON object.");
        }

        var data = parsed.RootElement;
        return data.EnumerateObject().Select(CheckMember).FirstOrDefault(error => error is not null)
            ?? Missing(data)
            ?? CheckIdentity(data.GetProperty("userIdentity"))
            ?? CheckValues(data);
    }

    private static EntryError? CheckMember(JsonProperty member) => member.Name switch
    {
        "userIdentity" => member.Value.ValueKind == JsonValueKind.Object ? null : new("InvalidData", "userIdentity is no object."),
        _ when Texts.TryGetValue(member.Name, out var text) => CheckText(member.Name, member.Value, text.Most),
        _ when Objects.TryGetValue(member.Name, out var most) => CheckObject(member.Name, member.Value, most),
        _ => new("InvalidData", $"{member.Name} is not in the schema."),
    };

    private static EntryError? CheckText(string name, JsonElement value, int most) =>
        value.ValueKind != JsonValueKind.String ? new("InvalidData", $"{name} is no string.")
        : Encoding.UTF8.GetByteCount(value.GetString()!) > most ? new("FieldTooLong", $"{name} is longer than {most}.")
        : null;

    private static EntryError? CheckObject(string name, JsonElement value, int most) =>
        value.ValueKind != JsonValueKind.Object ? new("InvalidData", $"{name} is no object.")
        : Encoding.UTF8.GetByteCount(value.GetRawText()) > most ? new("FieldTooLong", $"{name} is longer than {most}.")
        : null;

    private static EntryError? Missing(JsonElement data) =>
        Texts.Where(text => text.Value.Needed).Select(text => text.Key).Append("userIdentity").FirstOrDefault(name => !data.TryGetProperty(name, out var value) || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0)) is { } missing
            ? new("FieldNotFound", $"{missing} is missing.")
            : null;

    private static EntryError? CheckIdentity(JsonElement identity)
    {
        foreach (var member in identity.EnumerateObject())
        {
            var error = member.Name switch
            {
                "type" => CheckText("userIdentity.type", member.Value, 128),
                "principalId" => CheckText("userIdentity.principalId", member.Value, 1024),
                "details" => CheckObject("userIdentity.details", member.Value, MostEventBytes),
                _ => new("InvalidData", $"userIdentity.{member.Name} is not in the schema."),
            };
            if (error is not null)
            {
                return error;
            }
        }

        return identity.Text("type") is null or "" ? new("FieldNotFound", "userIdentity.type is missing.")
            : identity.Text("principalId") is null or "" ? new("FieldNotFound", "userIdentity.principalId is missing.")
            : null;
    }

    private EntryError? CheckValues(JsonElement data) =>
        data.Text("recipientAccountId") != rules.AccountId ? new("InvalidRecipient", "recipientAccountId is not the account that owns the channel.")
        : data.Text("eventSource")!.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) ? new("InvalidEventSource", "eventSource is no name of a source.")
        : !DateTime.TryParseExact(data.Text("eventTime"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? new("InvalidData", "eventTime is not yyyy-MM-ddTHH:mm:ssZ.")
        : data.Text("sourceIPAddress") is { } address && !IsAddress(address) ? new("InvalidData", "sourceIPAddress is no IP address.")
        : data.Text("eventName") == rules.RefusedEventName ? new("InvalidData", $"{rules.RefusedEventName} is not taken here.")
        : null;

    // "1" and "0x7f.1" are addresses to .NET's parser alone.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? !text.Contains('[', StringComparison.Ordinal) && !text.Contains('%', StringComparison.Ordinal) : address.ToString() == text);
}
