using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>Says a CloudTrail record in the schema of integration events. Nothing of the record is left out but nulls; docs/cloudtrail-lake.md has the table.</summary>
/// <param name="account">The account that owns the channel.</param>
internal sealed class RecordMapping(string account)
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    // With and without fractions, in UTC or with an offset.
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const string WrittenTimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString(WrittenTimeForm, CultureInfo.InvariantCulture);

    /// <param name="item">The event.</param>
    /// <param name="id">What stands for an event id where the record has none, or none that fits.</param>
    public IntegrationEvent Map(in BatchedEvent item, string id)
    {
        var mapped = new IntegrationEvent { EventTime = item.Time };
        try
        {
            using var record = JsonDocument.Parse(item.Utf8Json, AnyDepth);
            if (record.RootElement.ValueKind == JsonValueKind.Object)
            {
                new Reading(mapped, account).Read(record.RootElement);
            }
            else
            {
                mapped.Additional.Set("record", LakeText.Of(record.RootElement));
            }
        }
        catch (JsonException)
        {
            // No journal has such a record; if one came, its bytes would still be evidence.
            mapped.Additional.Set("record", Encoding.UTF8.GetString(item.Utf8Json.Span));
        }

        if (mapped.Uid is not { Length: > 0 } || Encoding.UTF8.GetByteCount(mapped.Uid) > IntegrationEventWriter.LongestText)
        {
            // Cut, two of them could become one.
            mapped.Additional.Set("eventID", mapped.Uid);
            mapped.Uid = id;
        }

        return mapped;
    }

    private readonly struct Reading(IntegrationEvent mapped, string account)
    {
        private readonly FlatMap _own = new();

        public void Read(JsonElement record)
        {
            JsonElement additional = default;
            JsonElement insight = default;
            foreach (var member in record.EnumerateObject())
            {
                var value = member.Value;
                switch (LakeText.NameOf(member))
                {
                    case "eventVersion": mapped.Version = LakeText.Of(value); break;
                    case "eventID": mapped.Uid = LakeText.Of(value); break;
                    case "userIdentity": ReadIdentity(value); break;
                    case "userAgent": mapped.UserAgent = LakeText.Of(value); break;
                    case "eventSource": mapped.EventSource = LakeText.Of(value); break;
                    case "eventName": mapped.EventName = LakeText.Of(value); break;
                    case "eventTime": ReadTime(LakeText.Of(value)); break;
                    case "requestParameters": mapped.RequestParameters = MapOf(value); break;
                    case "responseElements": mapped.ResponseElements = MapOf(value); break;
                    case "errorCode": mapped.ErrorCode = LakeText.Of(value); break;
                    case "errorMessage": mapped.ErrorMessage = LakeText.Of(value); break;
                    case "sourceIPAddress": ReadAddress(LakeText.Of(value)); break;
                    case "recipientAccountId": Keep("recipientAccountId", LakeText.Of(value) is { } other && other != account ? other : null); break;
                    case "additionalEventData": additional = value; break;
                    case "tlsDetails" when value.ValueKind == JsonValueKind.Object: Spread("tlsDetails", value, _own); break;
                    case var name:
                        insight = name == "insightDetails" && value.ValueKind == JsonValueKind.Object ? value : insight;
                        Keep(name, LakeText.Of(value));
                        break;
                }
            }

            mapped.EventSource ??= TextOf(insight, "eventSource");
            mapped.EventName ??= TextOf(insight, "eventName");
            mapped.Additional = AdditionalNames.Join(_own, additional);
        }

        private void Keep(string name, string? value) => _own.Set(name, value);

        private void ReadTime(string? text)
        {
            if (DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                mapped.EventTime = time;
            }

            Keep("eventTime", text is null || text == TimeOf(mapped.EventTime) ? null : text);
        }

        private void ReadAddress(string? text)
        {
            if (text is not null && IsAddress(text))
            {
                mapped.SourceIpAddress = text;
            }
            else
            {
                Keep("sourceIPAddress", text);
            }
        }

        private void ReadIdentity(JsonElement identity)
        {
            if (identity.ValueKind != JsonValueKind.Object)
            {
                Keep("userIdentity", LakeText.Of(identity));
                return;
            }

            var details = new FlatMap();
            foreach (var member in identity.EnumerateObject())
            {
                var (name, value) = (LakeText.NameOf(member), LakeText.Of(member.Value));
                switch (name)
                {
                    case "type": mapped.IdentityType = value; break;
                    case "principalId": mapped.PrincipalId = value; break;
                    default: details.Set(name, value); break;
                }
            }

            mapped.IdentityDetails = details.Count > 0 ? details : null;
            if (string.IsNullOrEmpty(mapped.PrincipalId))
            {
                mapped.PrincipalId = PrincipalOf(identity);
            }
        }

        // The first that names somebody; what is taken stays in the details too.
        private static string? PrincipalOf(JsonElement identity)
        {
            string?[] names =
            [
                TextOf(identity, "arn"),
                TextOf(identity, "userName"),
                identity.TryGetProperty("onBehalfOf", out var other) ? TextOf(other, "userId") : null,
                TextOf(identity, "credentialId"),
                TextOf(identity, "accessKeyId"),
                TextOf(identity, "invokedBy"),
                TextOf(identity, "accountId"),
            ];
            return names.FirstOrDefault(name => !string.IsNullOrEmpty(name));
        }
    }

    /// <summary>Members with their values as text; a value that is no object stands under <c>value</c>.</summary>
    public static FlatMap? MapOf(JsonElement value)
    {
        if (LakeText.Of(value) is not { } text)
        {
            return null;
        }

        var map = new FlatMap();
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                map.Set(LakeText.NameOf(member), LakeText.Of(member.Value));
            }
        }
        else
        {
            map.Set("value", text);
        }

        return map;
    }

    /// <summary>An object's members under names with a dot, as <c>tlsDetails.tlsVersion</c>.</summary>
    public static void Spread(string name, JsonElement value, FlatMap to)
    {
        foreach (var member in value.EnumerateObject())
        {
            to.Set($"{name}.{LakeText.NameOf(member)}", LakeText.Of(member.Value));
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? LakeText.Of(value) : null;

    // .NET takes "1", "0x7f.1" and zones for addresses; the service is not known to.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : !text.AsSpan().ContainsAny('[', ']', '%'));
}
