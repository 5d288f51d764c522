using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>One CloudTrail record, event version 1.11: who did what, when, where, from where, and how it ended.</summary>
/// <remarks>
/// <para>Immutable and thread-safe; <c>with</c> makes a changed copy. Everything is optional here, since records without source, name or identity
/// exist (insights); the builder that <see cref="Create"/> returns demands what an application's event needs.</para>
/// <para>Reading a record and writing it again loses nothing: unknown members are kept at every level, members keep their order, numbers their spelling.
/// Two events are equal when their JSON is.</para>
/// </remarks>
public sealed record AuditEvent
{
    private readonly EventFields _fields;

    /// <summary>An event without any member.</summary>
    public AuditEvent() => _fields = new();

    internal AuditEvent(EventFields fields) => _fields = fields;

    private AuditEvent(AuditEvent original) => _fields = original._fields.Copy();

    /// <summary>The version of the record format; <c>1.11</c> for what this library builds.</summary>
    public string? EventVersion
    {
        get => _fields.EventVersion;
        init => _fields.EventVersion = value;
    }

    /// <summary>Who did it.</summary>
    public UserIdentity? UserIdentity
    {
        get => _fields.UserIdentity;
        init => _fields.UserIdentity = value;
    }

    /// <summary>When it was done, in UTC.</summary>
    public DateTimeOffset? EventTime
    {
        get => _fields.EventTime;
        init => _fields.EventTime = value;
    }

    /// <summary>Where it was done: the service, as <c>orders.example.com</c>.</summary>
    public string? EventSource
    {
        get => _fields.EventSource;
        init => _fields.EventSource = value;
    }

    /// <summary>What was done, as <c>RefundOrder</c>.</summary>
    public string? EventName
    {
        get => _fields.EventName;
        init => _fields.EventName = value;
    }

    /// <summary>The region where it was done; <c>local</c> outside AWS.</summary>
    public string? AwsRegion
    {
        get => _fields.AwsRegion;
        init => _fields.AwsRegion = value;
    }

    /// <summary>From where: an IP address, or the name of the service that called.</summary>
    public string? SourceIpAddress
    {
        get => _fields.SourceIpAddress;
        init => _fields.SourceIpAddress = value;
    }

    /// <summary>The client program. 1 KB when recorded.</summary>
    public string? UserAgent
    {
        get => _fields.UserAgent;
        init => _fields.UserAgent = value;
    }

    /// <summary>How it failed; null when it did not. 1 KB when recorded.</summary>
    public string? ErrorCode
    {
        get => _fields.ErrorCode;
        init => _fields.ErrorCode = value;
    }

    /// <summary>The description of the failure. 1 KB when recorded.</summary>
    public string? ErrorMessage
    {
        get => _fields.ErrorMessage;
        init => _fields.ErrorMessage = value;
    }

    /// <summary>What was asked for; <see cref="JsonFragment.Null"/> when there is nothing to say. 100 KB when recorded.</summary>
    public JsonFragment? RequestParameters
    {
        get => _fields.RequestParameters;
        init => _fields.RequestParameters = value;
    }

    /// <summary>What a change answered; <see cref="JsonFragment.Null"/> when there is nothing to say. 100 KB when recorded.</summary>
    public JsonFragment? ResponseElements
    {
        get => _fields.ResponseElements;
        init => _fields.ResponseElements = value;
    }

    /// <summary>What belongs neither to request nor to response. 28 KB when recorded.</summary>
    public JsonFragment? AdditionalEventData
    {
        get => _fields.AdditionalEventData;
        init => _fields.AdditionalEventData = value;
    }

    /// <summary>The request's id. 1 KB when recorded.</summary>
    public string? RequestId
    {
        get => _fields.RequestId;
        init => _fields.RequestId = value;
    }

    /// <summary>This event's own id, a time-ordered UUID.</summary>
    public string? EventId
    {
        get => _fields.EventId;
        init => _fields.EventId = value;
    }

    /// <summary>Whether nothing was changed.</summary>
    public bool? ReadOnly
    {
        get => _fields.ReadOnly;
        init => _fields.ReadOnly = value;
    }

    /// <summary>What it was about.</summary>
    public IReadOnlyList<AuditResource>? Resources
    {
        get => _fields.Resources;
        init => _fields.Resources = value is null ? null : new ValueList<AuditResource>(value);
    }

    /// <summary>Who recorded what: <c>ActivityLog</c>, <c>AwsApiCall</c> and others.</summary>
    public string? EventType
    {
        get => _fields.EventType;
        init => _fields.EventType = value;
    }

    /// <summary>The version of the API that was called.</summary>
    public string? ApiVersion
    {
        get => _fields.Rare.ApiVersion;
        init => _fields.Rare = _fields.Rare with { ApiVersion = value };
    }

    /// <summary>Whether it is a management event.</summary>
    public bool? ManagementEvent
    {
        get => _fields.ManagementEvent;
        init => _fields.ManagementEvent = value;
    }

    /// <summary>The account that the event is delivered to: twelve digits.</summary>
    public string? RecipientAccountId
    {
        get => _fields.RecipientAccountId;
        init => _fields.RecipientAccountId = value;
    }

    /// <summary>What a service event says. 100 KB when recorded.</summary>
    public JsonFragment? ServiceEventDetails
    {
        get => _fields.Rare.ServiceEventDetails;
        init => _fields.Rare = _fields.Rare with { ServiceEventDetails = value };
    }

    /// <summary>The same in all events that belong to one action.</summary>
    public string? SharedEventId
    {
        get => _fields.SharedEventId;
        init => _fields.SharedEventId = value;
    }

    /// <summary>The network endpoint of the request.</summary>
    public string? VpcEndpointId
    {
        get => _fields.Rare.VpcEndpointId;
        init => _fields.Rare = _fields.Rare with { VpcEndpointId = value };
    }

    /// <summary>The owner of the network endpoint.</summary>
    public string? VpcEndpointAccountId
    {
        get => _fields.Rare.VpcEndpointAccountId;
        init => _fields.Rare = _fields.Rare with { VpcEndpointAccountId = value };
    }

    /// <summary><c>Management</c>, <c>Data</c>, <c>NetworkActivity</c> or <c>Insight</c>.</summary>
    public string? EventCategory
    {
        get => _fields.EventCategory;
        init => _fields.EventCategory = value;
    }

    /// <summary>Why the event came late or was changed.</summary>
    public AuditAddendum? Addendum
    {
        get => _fields.Rare.Addendum;
        init => _fields.Rare = _fields.Rare with { Addendum = value };
    }

    /// <summary><c>"true"</c> when the session began in the console.</summary>
    public string? SessionCredentialFromConsole
    {
        get => _fields.Rare.SessionCredentialFromConsole;
        init => _fields.Rare = _fields.Rare with { SessionCredentialFromConsole = value };
    }

    /// <summary>Condition keys and tags, in Lake event data stores.</summary>
    public JsonFragment? EventContext
    {
        get => _fields.Rare.EventContext;
        init => _fields.Rare = _fields.Rare with { EventContext = value };
    }

    /// <summary>The edge device that was the target.</summary>
    public JsonFragment? EdgeDeviceDetails
    {
        get => _fields.Rare.EdgeDeviceDetails;
        init => _fields.Rare = _fields.Rare with { EdgeDeviceDetails = value };
    }

    /// <summary>The TLS connection.</summary>
    public TlsDetails? TlsDetails
    {
        get => _fields.TlsDetails;
        init => _fields.TlsDetails = value;
    }

    /// <summary>The unusual rate, in an insight event.</summary>
    public InsightDetails? InsightDetails
    {
        get => _fields.Rare.InsightDetails;
        init => _fields.Rare = _fields.Rare with { InsightDetails = value };
    }

    /// <summary>The HTTP side of the event: what the middleware set, or what a record that was read holds under <c>additionalEventData.http</c>.</summary>
    /// <remarks>Null for a record whose <c>http</c> is not of our shape. Setting it replaces what <see cref="AdditionalEventData"/> says.</remarks>
    public HttpDetails? Http
    {
        get => _fields.Http ?? AdditionalData.ReadHttp(_fields.AdditionalEventData);
        init
        {
            _fields.Http = value;
            _fields.AdditionalEventData = AdditionalData.WithoutHttp(_fields.AdditionalEventData);
        }
    }

    internal EventFields Fields => _fields;

    /// <summary>Begins an event from the three things that none can do without.</summary>
    /// <param name="source">Where it is done: this application's name, as <c>orders.example.com</c>.</param>
    /// <param name="name">What is done, as <c>RefundOrder</c>: a fixed name, never text from a request.</param>
    /// <param name="identity">Who does it; <see cref="Events.UserIdentity.Anonymous"/> when nobody has signed in.</param>
    /// <exception cref="ArgumentException">Source or name is empty or longer than 1,024 bytes of UTF-8.</exception>
    public static AuditEventBuilder Create(string source, string name, UserIdentity identity) => new(source, name, identity);

    /// <summary>Reads one record.</summary>
    /// <param name="utf8Json">One JSON object.</param>
    /// <exception cref="FormatException">
    /// The text is not one JSON object in UTF-8, is nested deeper than 64, names a member twice, or a field of CloudTrail's has another type than CloudTrail
    /// gives it (null is taken everywhere). The message names field and byte.
    /// </exception>
    public static AuditEvent Parse(ReadOnlySpan<byte> utf8Json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8Json))
        {
            throw EventFormat.NotUtf8(utf8Json);
        }

        var reader = new Utf8JsonReader(utf8Json, EventFormat.ReaderOptions);

        try
        {
            reader.Read();
            var fields = EventShape.Whole.Read(ref reader, string.Empty);
            // Throws when there is more text.
            reader.Read();
            return new(fields);
        }
        catch (JsonException exception)
        {
            throw EventFormat.NotJson(exception, reader);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static AuditEvent Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads one record, or says that it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out AuditEvent? auditEvent)
    {
        try
        {
            auditEvent = Parse(utf8Json);
            return true;
        }
        catch (FormatException)
        {
            auditEvent = null;
            return false;
        }
    }

    /// <summary>The record as JSON on one line, complete: the limits of recording are not applied.</summary>
    public byte[] ToUtf8Json()
    {
        var scratch = JsonScratch.Rent();

        try
        {
            EventShape.Whole.Write(scratch.Writer, _fields, WriteLimits.None);
            scratch.Writer.Flush();
            return scratch.Output.Written.ToArray();
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    /// <summary>Writes the record as JSON on one line, complete: the limits of recording are not applied.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var scratch = JsonScratch.Rent();

        try
        {
            EventShape.Whole.Write(scratch.Writer, _fields, WriteLimits.None);
            scratch.Writer.Flush();
            output.Write(scratch.Output.Written);
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    /// <summary>The record as JSON on one line.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8Json());

    /// <summary>Whether the other event's JSON is the same.</summary>
    public bool Equals(AuditEvent? other) => ReferenceEquals(this, other) || (other is not null && ToUtf8Json().AsSpan().SequenceEqual(other.ToUtf8Json()));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(EventId, EventName, EventTime);
}
