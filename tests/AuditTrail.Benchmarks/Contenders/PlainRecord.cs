using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>The record of <see cref="SampleEvent"/> as a bare <see cref="Utf8JsonWriter"/> would write it: names encoded once, writer and buffer reused, nothing checked.</summary>
internal sealed class PlainRecord : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;

    public PlainRecord() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>What was written last, with its line feed; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Line => _buffer.WrittenMemory;

    public void Write(int order)
    {
        _buffer.ResetWrittenCount();
        Append(order);
    }

    /// <summary>Adds one line behind those written since <see cref="Clear"/>.</summary>
    public void Append(int order)
    {
        _json.Reset();
        WriteRecord(order);
        _json.Flush();
        _buffer.Write("\n"u8);
    }

    public void Clear() => _buffer.ResetWrittenCount();

    public void Dispose() => _json.Dispose();

    private void WriteRecord(int order)
    {
        Span<char> text = stackalloc char[32];
        _json.WriteStartObject();
        _json.WriteString(Names.EventVersion, "1.11"u8);
        _json.WriteStartObject(Names.UserIdentity);
        _json.WriteString(Names.Type, "WebIdentityUser"u8);
        _json.WriteString(Names.PrincipalId, SampleEvent.PrincipalId);
        _json.WriteString(Names.UserName, SampleEvent.UserName);
        _json.WriteString(Names.IdentityProvider, SampleEvent.IdentityProvider);
        _json.WriteEndObject();
        DateTime.UtcNow.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        _json.WriteString(Names.EventTime, text[..length]);
        _json.WriteString(Names.EventSource, SampleEvent.Source);
        _json.WriteString(Names.EventName, SampleEvent.Name);
        _json.WriteString(Names.AwsRegion, "local"u8);
        SampleEvent.Address.TryFormat(text, out length);
        _json.WriteString(Names.SourceIpAddress, text[..length]);
        _json.WriteString(Names.UserAgent, SampleEvent.UserAgent);
        _json.WriteStartObject(Names.RequestParameters);
        _json.WriteNumber(Names.Order, order);
        _json.WriteNumber(Names.Amount, SampleEvent.Amount);
        _json.WriteEndObject();
        _json.WriteNull(Names.ResponseElements);
        // The version 7 of the class library asks the system for random bytes each time; version 4 from Random is the cheapest honest id.
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id);
        _json.WriteString(Names.EventId, new Guid(id));
        _json.WriteBoolean(Names.ReadOnly, value: false);
        _json.WriteStartArray(Names.Resources);
        _json.WriteStartObject();
        _json.WriteString(Names.Type, SampleEvent.ResourceType);
        _json.WriteString(Names.Arn, SampleEvent.ResourceId);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteString(Names.EventType, "ActivityLog"u8);
        _json.WriteBoolean(Names.ManagementEvent, value: true);
        _json.WriteString(Names.RecipientAccountId, "000000000000"u8);
        _json.WriteString(Names.EventCategory, "Management"u8);
        _json.WriteEndObject();
    }

    private static class Names
    {
        public static readonly JsonEncodedText EventVersion = JsonEncodedText.Encode("eventVersion");
        public static readonly JsonEncodedText UserIdentity = JsonEncodedText.Encode("userIdentity");
        public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
        public static readonly JsonEncodedText PrincipalId = JsonEncodedText.Encode("principalId");
        public static readonly JsonEncodedText UserName = JsonEncodedText.Encode("userName");
        public static readonly JsonEncodedText IdentityProvider = JsonEncodedText.Encode("identityProvider");
        public static readonly JsonEncodedText EventTime = JsonEncodedText.Encode("eventTime");
        public static readonly JsonEncodedText EventSource = JsonEncodedText.Encode("eventSource");
        public static readonly JsonEncodedText EventName = JsonEncodedText.Encode("eventName");
        public static readonly JsonEncodedText AwsRegion = JsonEncodedText.Encode("awsRegion");
        public static readonly JsonEncodedText SourceIpAddress = JsonEncodedText.Encode("sourceIPAddress");
        public static readonly JsonEncodedText UserAgent = JsonEncodedText.Encode("userAgent");
        public static readonly JsonEncodedText RequestParameters = JsonEncodedText.Encode("requestParameters");
        public static readonly JsonEncodedText Order = JsonEncodedText.Encode("order");
        public static readonly JsonEncodedText Amount = JsonEncodedText.Encode("amount");
        public static readonly JsonEncodedText ResponseElements = JsonEncodedText.Encode("responseElements");
        public static readonly JsonEncodedText EventId = JsonEncodedText.Encode("eventID");
        public static readonly JsonEncodedText ReadOnly = JsonEncodedText.Encode("readOnly");
        public static readonly JsonEncodedText Resources = JsonEncodedText.Encode("resources");
        public static readonly JsonEncodedText Arn = JsonEncodedText.Encode("ARN");
        public static readonly JsonEncodedText EventType = JsonEncodedText.Encode("eventType");
        public static readonly JsonEncodedText ManagementEvent = JsonEncodedText.Encode("managementEvent");
        public static readonly JsonEncodedText RecipientAccountId = JsonEncodedText.Encode("recipientAccountId");
        public static readonly JsonEncodedText EventCategory = JsonEncodedText.Encode("eventCategory");
    }
}
