using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>Writes events so that CloudTrail Lake, which refuses what is too long, never refuses one for its size. The same event has the same bytes each time. Not thread-safe.</summary>
/// <remarks>Each limit is obeyed in its strictest sense: a kB is 1,000 bytes, a length counts bytes of UTF-8, an object's counts its JSON.</remarks>
/// <param name="account">The account that owns the channel.</param>
internal sealed class IntegrationEventWriter(string account)
{
    public const int LongestText = 1_024;

    private const int LongestVersion = 256;
    private const int LongestType = 128;
    private const int LongestError = 256;
    private const int LongestBody = 100_000;
    private const int LongestAdditional = 28_000;
    private const int LongestDetails = 16_000;
    private const int LongestEvent = 256_000;

    // The names of what is left out while the rest is measured.
    private const int BytesOfNames = 100;

    private const string Unknown = "unknown";

    private readonly RecordMapping _mapping = new(account);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public PutAuditEventsEntry Write(in BatchedEvent item, string id)
    {
        var mapped = _mapping.Map(item, id);
        var cut = new List<string>();
        mapped.Version = Text(mapped, cut, "eventVersion", Filled(mapped.Version, Unknown), LongestVersion);
        mapped.IdentityType = Text(mapped, cut, "userIdentity.type", Filled(mapped.IdentityType, "Unknown"), LongestType);
        mapped.PrincipalId = Text(mapped, cut, "userIdentity.principalId", Filled(mapped.PrincipalId, Unknown), LongestText);
        mapped.EventSource = Text(mapped, cut, "eventSource", Filled(mapped.EventSource, Unknown), LongestText);
        mapped.EventName = Text(mapped, cut, "eventName", Filled(mapped.EventName, Unknown), LongestText);
        mapped.UserAgent = Text(mapped, cut, "userAgent", mapped.UserAgent, LongestText);
        mapped.ErrorCode = Text(mapped, cut, "errorCode", mapped.ErrorCode, LongestError);
        mapped.ErrorMessage = Text(mapped, cut, "errorMessage", mapped.ErrorMessage, LongestError);
        mapped.IdentityDetails = Map(cut, "userIdentity.details", mapped.IdentityDetails, LongestDetails);
        mapped.RequestParameters = Map(cut, "requestParameters", mapped.RequestParameters, LongestBody);
        mapped.ResponseElements = Map(cut, "responseElements", mapped.ResponseElements, Math.Min(LongestBody, RoomForResponse(mapped)));
        mapped.Additional = Additional(cut, mapped.Additional);
        var data = Serialize(mapped);
        return new PutAuditEventsEntry { Id = id, EventData = Encoding.UTF8.GetString(data), EventDataChecksum = Convert.ToBase64String(SHA256.HashData(data)) };
    }

    private static string Filled(string? text, string fallback) => string.IsNullOrEmpty(text) ? fallback : text;

    // The whole text goes where there is more room.
    private static string? Text(IntegrationEvent mapped, List<string> cut, string name, string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        var kept = LakeText.CutToUtf8(text, most);
        if (!ReferenceEquals(kept, text))
        {
            cut.Add(name);
            mapped.Additional.Set(name, text);
        }

        return kept;
    }

    private static FlatMap? Map(List<string> cut, string name, FlatMap? map, int most)
    {
        if (map is null || map.JsonBytes() <= most)
        {
            return map;
        }

        cut.Add(name);
        return map.CutTo(most);
    }

    private static FlatMap Additional(List<string> cut, FlatMap map)
    {
        var whole = Marked(cut, map);
        if (whole.JsonBytes() <= LongestAdditional)
        {
            return whole;
        }

        cut.Add("additionalEventData");
        return Marked(cut, map).CutTo(LongestAdditional);
    }

    private static FlatMap Marked(List<string> cut, FlatMap map)
    {
        if (cut.Count == 0)
        {
            return map;
        }

        // First, as what is first stays.
        var marked = new FlatMap();
        marked.Set(AdditionalNames.Cut, string.Join(',', cut));
        marked.Add(map);
        return marked;
    }

    // Everything else has a limit of its own; together they are too much only where both bodies are large.
    private int RoomForResponse(IntegrationEvent mapped)
    {
        if (mapped.ResponseElements is null || (mapped.RequestParameters?.JsonBytes() ?? 0) + mapped.ResponseElements.JsonBytes() <= LongestBody)
        {
            return LongestBody;
        }

        var (response, additional) = (mapped.ResponseElements, mapped.Additional);
        (mapped.ResponseElements, mapped.Additional) = (new FlatMap(), new FlatMap());
        var others = Serialize(mapped).Length;
        (mapped.ResponseElements, mapped.Additional) = (response, additional);
        return LongestEvent - others - LongestAdditional - BytesOfNames;
    }

    private ReadOnlySpan<byte> Serialize(IntegrationEvent mapped)
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = LakeText.Encoder, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("version"u8, mapped.Version);
        writer.WriteString("UID"u8, mapped.Uid);
        writer.WriteStartObject("userIdentity"u8);
        writer.WriteString("type"u8, mapped.IdentityType);
        writer.WriteString("principalId"u8, mapped.PrincipalId);
        Write(writer, "details", mapped.IdentityDetails);
        writer.WriteEndObject();
        writer.WriteString("eventTime"u8, RecordMapping.TimeOf(mapped.EventTime));
        writer.WriteString("eventName"u8, mapped.EventName);
        Write(writer, "userAgent", mapped.UserAgent);
        writer.WriteString("eventSource"u8, mapped.EventSource);
        Write(writer, "requestParameters", mapped.RequestParameters);
        Write(writer, "responseElements", mapped.ResponseElements);
        Write(writer, "errorCode", mapped.ErrorCode);
        Write(writer, "errorMessage", mapped.ErrorMessage);
        Write(writer, "sourceIPAddress", mapped.SourceIpAddress);
        writer.WriteString("recipientAccountId"u8, account);
        Write(writer, "additionalEventData", mapped.Additional);
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, FlatMap? map)
    {
        if (map is { Count: > 0 })
        {
            writer.WritePropertyName(name);
            map.Write(writer);
        }
    }
}
