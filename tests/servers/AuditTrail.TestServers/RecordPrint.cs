using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuditTrail.TestServers;

/// <summary>Hashes by which what arrived is compared with what was recorded, without keeping either.</summary>
public static class RecordPrint
{
    /// <summary>A record's own bytes but for <c>additionalEventData.auditTrail</c>, which each trail writes for itself.</summary>
    public static UInt128 Of(JsonElement record)
    {
        var text = record.GetRawText();
        var own = Member(Member(record, "additionalEventData"), "auditTrail");
        return Hash(Encoding.UTF8.GetBytes(own.ValueKind == JsonValueKind.Undefined ? text : text.Replace(own.GetRawText(), "", StringComparison.Ordinal)));
    }

    /// <summary>What an integration event of CloudTrail Lake says of the event it was made of.</summary>
    public static UInt128 OfIntegrationEvent(JsonElement data) => Of(data, "version", "UID", TextOf(Member(Member(data, "additionalEventData"), "resources")));

    /// <summary>What the integration event that is made of a record has to say.</summary>
    public static UInt128 AsIntegrationEvent(JsonElement record) => Of(record, "eventVersion", "eventID", TextOf(Member(record, "resources")));

    internal static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static UInt128 Of(JsonElement item, string version, string id, string resources)
    {
        var identity = Member(item, "userIdentity");
        string[] texts =
        [
            .. new[] { version, id, "eventSource", "eventName", "userAgent", "sourceIPAddress", "errorCode", "errorMessage" }.Select(name => TextOf(Member(item, name))),
            .. TextOf(Member(item, "eventTime")).Split('.', 'Z')[..1], // whole seconds there
            TextOf(Member(identity, "type")),
            TextOf(Member(identity, "principalId")),
            .. Flat(Member(item, "requestParameters")),
            .. Flat(Member(item, "responseElements")),
            resources,
        ];
        return Hash(Encoding.UTF8.GetBytes(string.Join('\n', texts)));
    }

    private static IEnumerable<string> Flat(JsonElement map) =>
        map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Select(member => $"{member.Name}={TextOf(member.Value)}") : [TextOf(map)];

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
