using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>An event while it is put together. Begin with <see cref="AuditEvent.Create"/>.</summary>
/// <remarks>
/// Not thread-safe; for one event, and used up by <see cref="Build(TimeProvider)"/>. Values are taken as they are at the call: later changes to an application's
/// objects do not change the event. No value makes a call throw: what an application's own code throws meanwhile becomes a text <c>&lt;error:TypeName&gt;</c>, nesting
/// beyond 16 and more than 1,024 members or elements are left out with a mark, and a name given twice counts once, with its last value.
/// </remarks>
public sealed class AuditEventBuilder
{
    private static readonly JsonSerializerOptions Reflected = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = EventText.Encoder,
    };

    private EventFields? _fields;
    private MemberBuffer _request;
    private MemberBuffer _response;
    private MemberBuffer _additional;

    internal AuditEventBuilder(string source, string name, UserIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);

        _fields = new()
        {
            EventSource = FieldName.Check(source),
            EventName = FieldName.Check(name),
            UserIdentity = identity,
        };
    }

    private EventFields Fields => _fields ?? throw new InvalidOperationException("The event has been built. Create a builder for each event.");

    /// <summary>When it happened, to the second; the time of <see cref="Build(TimeProvider)"/> unless said.</summary>
    public AuditEventBuilder At(DateTimeOffset time) => Set(Fields.EventTime = WholeSeconds(time));

    /// <summary>From where; an IPv4 address within IPv6 is written as IPv4. Null leaves it as it is.</summary>
    public AuditEventBuilder SourceIp(IPAddress? address) =>
        SourceIp(address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString());

    /// <summary>From where: an address or a service's name. Null or empty leaves it as it is: the service that acts, else the event's source, as CloudTrail does.</summary>
    public AuditEventBuilder SourceIp(string? address) => string.IsNullOrEmpty(address) ? this : Set(Fields.SourceIpAddress = address);

    /// <summary>The client program.</summary>
    public AuditEventBuilder UserAgent(string? userAgent) => Set(Fields.UserAgent = userAgent);

    /// <summary>The region; the recorder's, <c>AWS_REGION</c>, else <c>local</c>, unless said.</summary>
    /// <exception cref="ArgumentException">The region is empty or over-long.</exception>
    public AuditEventBuilder Region(string region) => Set(Fields.AwsRegion = FieldName.Check(region));

    /// <summary>The account that the event belongs to; the recorder's, else <c>000000000000</c>, unless said.</summary>
    /// <exception cref="ArgumentException">The account is not twelve digits.</exception>
    public AuditEventBuilder Account(string accountId) => EventDefaults.IsAccount(accountId)
        ? Set(Fields.RecipientAccountId = accountId)
        : throw new ArgumentException("An account is twelve digits, as 123456789012. Leave it out outside AWS.", nameof(accountId));

    /// <summary>The request's id.</summary>
    public AuditEventBuilder RequestId(string? requestId) => Set(Fields.RequestId = requestId);

    /// <summary>The same for all events that belong to one action.</summary>
    public AuditEventBuilder SharedId(Guid sharedId) => Set(Fields.SharedId = sharedId);

    /// <summary>Who recorded what; <c>ActivityLog</c> unless said.</summary>
    /// <exception cref="ArgumentException">The type is empty or over-long.</exception>
    public AuditEventBuilder EventType(string eventType) => Set(Fields.EventType = FieldName.Check(eventType));

    /// <summary>Adds something that the event was about.</summary>
    /// <param name="type">As <c>AWS::S3::Bucket</c> or <c>Shop::Order</c>.</param>
    /// <param name="arn">Its ARN, or the application's own id.</param>
    /// <param name="accountId">The account that owns it.</param>
    /// <exception cref="ArgumentException">Type or id is empty.</exception>
    public AuditEventBuilder Resource(string type, string arn, string? accountId = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(arn);
        var resource = new AuditResource { Arn = arn, AccountId = accountId, Type = type };
        return Set(Fields.Resources = Fields.Resources is null ? [resource] : (AuditResource[])[.. Fields.Resources, resource]);
    }

    /// <summary>The TLS connection of the request.</summary>
    public AuditEventBuilder Tls(TlsDetails? details) => Set(Fields.TlsDetails = details);

    /// <summary>The HTTP side of the event, written under <c>additionalEventData.http</c>.</summary>
    public AuditEventBuilder Http(HttpDetails? details) => Set(Fields.Http = details);

    /// <summary>Says whether nothing was changed.</summary>
    public AuditEventBuilder ReadOnly(bool readOnly = true) => Set(Fields.ReadOnly = readOnly);

    /// <summary>A data event: something was read or written within a resource.</summary>
    public AuditEventBuilder DataEvent() => Category(Events.EventCategory.Data);

    /// <summary>The event's category; <see cref="EventCategory.Management"/> unless said.</summary>
    public AuditEventBuilder Category(EventCategory category)
    {
        Fields.EventCategory = category switch
        {
            Events.EventCategory.Management => "Management",
            Events.EventCategory.Data => "Data",
            Events.EventCategory.Insight => "Insight",
            Events.EventCategory.NetworkActivity => "NetworkActivity",
            _ => throw new ArgumentOutOfRangeException(nameof(category), category, "No category of CloudTrail's."),
        };

        return this;
    }

    /// <summary>It failed.</summary>
    /// <param name="errorCode">How, in a fixed word: <c>InsufficientFunds</c>, an exception's type name.</param>
    /// <param name="errorMessage">More for people; nothing secret.</param>
    /// <exception cref="ArgumentException">The code is empty.</exception>
    public AuditEventBuilder Failed(string errorCode, string? errorMessage = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorCode);
        Fields.ErrorCode = errorCode;
        return Set(Fields.ErrorMessage = errorMessage);
    }

    /// <summary>Adds a request parameter. A name given again: the last value counts.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 1,024 bytes of UTF-8.</exception>
    public AuditEventBuilder Request(string name, AuditValue value) => Add(ref _request, FieldName.Check(name), value, ValueCapture.Capture);

    /// <summary>Adds a request parameter that is an object.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public AuditEventBuilder Request(string name, Action<AuditObject> members) => Request(name, AuditValue.Object(members));

    /// <summary>Adds a request parameter of a type of the application's, without reflection.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public AuditEventBuilder Request<T>(string name, T value, JsonTypeInfo<T> typeInfo) =>
        Add(ref _request, FieldName.Check(name), (value, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo))), ValueCapture.Capture);

    /// <summary>Adds a request parameter of any type, by reflection; cycles become null.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    [RequiresUnreferencedCode("Reads the object by reflection, which trimming may break. Use the overload with JsonTypeInfo<T>.")]
    [RequiresDynamicCode("Reads the object by reflection, which native compilation may break. Use the overload with JsonTypeInfo<T>.")]
    public AuditEventBuilder RequestReflected(string name, object? value) =>
        Add(ref _request, FieldName.Check(name), value, static (scratch, given) => ValueCapture.Capture(scratch, given, static (writer, part) => JsonSerializer.Serialize(writer, part, Reflected)));

    /// <summary>Adds a response element. A name given again: the last value counts.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 1,024 bytes of UTF-8.</exception>
    public AuditEventBuilder Response(string name, AuditValue value) => Add(ref _response, FieldName.Check(name), value, ValueCapture.Capture);

    /// <summary>Adds a response element that is an object.</summary>
    /// <inheritdoc cref="Response(string, AuditValue)"/>
    public AuditEventBuilder Response(string name, Action<AuditObject> members) => Response(name, AuditValue.Object(members));

    /// <summary>Adds a response element of a type of the application's, without reflection.</summary>
    /// <inheritdoc cref="Response(string, AuditValue)"/>
    public AuditEventBuilder Response<T>(string name, T value, JsonTypeInfo<T> typeInfo) =>
        Add(ref _response, FieldName.Check(name), (value, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo))), ValueCapture.Capture);

    /// <summary>Adds a response element of any type, by reflection; cycles become null.</summary>
    /// <inheritdoc cref="Response(string, AuditValue)"/>
    [RequiresUnreferencedCode("Reads the object by reflection, which trimming may break. Use the overload with JsonTypeInfo<T>.")]
    [RequiresDynamicCode("Reads the object by reflection, which native compilation may break. Use the overload with JsonTypeInfo<T>.")]
    public AuditEventBuilder ResponseReflected(string name, object? value) =>
        Add(ref _response, FieldName.Check(name), value, static (scratch, given) => ValueCapture.Capture(scratch, given, static (writer, part) => JsonSerializer.Serialize(writer, part, Reflected)));

    /// <summary>Adds a member of <c>additionalEventData</c>. A name given again: the last value counts.</summary>
    /// <exception cref="ArgumentException">The name is empty, one of our own (<c>http</c>, <c>auditTrail</c>), or longer than 1,024 bytes of UTF-8.</exception>
    public AuditEventBuilder Additional(string name, AuditValue value) => Add(ref _additional, NotReserved(name), value, ValueCapture.Capture);

    /// <summary>Adds a member of <c>additionalEventData</c> that is an object.</summary>
    /// <inheritdoc cref="Additional(string, AuditValue)"/>
    public AuditEventBuilder Additional(string name, Action<AuditObject> members) => Additional(name, AuditValue.Object(members));

    /// <summary>Adds a member of <c>additionalEventData</c> of a type of the application's, without reflection.</summary>
    /// <inheritdoc cref="Additional(string, AuditValue)"/>
    public AuditEventBuilder Additional<T>(string name, T value, JsonTypeInfo<T> typeInfo) =>
        Add(ref _additional, NotReserved(name), (value, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo))), ValueCapture.Capture);

    /// <summary>Adds a member of <c>additionalEventData</c> of any type, by reflection; cycles become null.</summary>
    /// <inheritdoc cref="Additional(string, AuditValue)"/>
    [RequiresUnreferencedCode("Reads the object by reflection, which trimming may break. Use the overload with JsonTypeInfo<T>.")]
    [RequiresDynamicCode("Reads the object by reflection, which native compilation may break. Use the overload with JsonTypeInfo<T>.")]
    public AuditEventBuilder AdditionalReflected(string name, object? value) =>
        Add(ref _additional, NotReserved(name), value, static (scratch, given) => ValueCapture.Capture(scratch, given, static (writer, part) => JsonSerializer.Serialize(writer, part, Reflected)));

    /// <summary>The event, with every field that CloudTrail demands; the builder is used up.</summary>
    /// <param name="time">The clock for <c>eventTime</c>; the system's unless given.</param>
    /// <exception cref="InvalidOperationException">The event has been built before.</exception>
    public AuditEvent Build(TimeProvider? time = null) =>
        Build(time is null || ReferenceEquals(time, TimeProvider.System) ? EventDefaults.Process : EventDefaults.Process with { Time = time });

    internal AuditEvent Build(EventDefaults defaults)
    {
        var fields = Fields;
        _fields = null;
        fields.EventVersion = "1.11";
        fields.EventTime ??= WholeSeconds(defaults.Time.GetUtcNow());
        fields.AwsRegion ??= defaults.Region;
        fields.SourceIpAddress ??= fields.UserIdentity?.InvokedBy ?? fields.EventSource;
        fields.RequestParameters = _request.Finish() ?? JsonFragment.Null;
        fields.ResponseElements = _response.Finish() ?? JsonFragment.Null;
        fields.AdditionalEventData = _additional.Finish();
        fields.EventId = defaults.Ids.NextText();
        fields.ReadOnly ??= false;
        fields.EventType ??= "ActivityLog";
        fields.EventCategory ??= "Management";
        fields.ManagementEvent = fields.EventCategory is "Management";
        fields.RecipientAccountId ??= defaults.AccountId;
        return new(fields);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static string NotReserved(string name) => !AdditionalData.IsReserved(FieldName.Check(name))
        ? name
        : throw new ArgumentException($"The name '{name}' under additionalEventData is the recorder's own. Use another one.", nameof(name));

    private AuditEventBuilder Set<T>(T assigned)
    {
        _ = assigned;
        return this;
    }

    private AuditEventBuilder Add<T>(ref MemberBuffer members, string name, T value, Action<JsonScratch, T> capture)
    {
        _ = Fields;
        var scratch = JsonScratch.Rent();

        try
        {
            var nameLength = WriteName(scratch, name);
            capture(scratch, value);
            members.Add(scratch.Output.Written[..nameLength], scratch.Output.Written[nameLength..]);
            return this;
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private static int WriteName(JsonScratch scratch, string name)
    {
        EventText.WriteValue(scratch.Writer, name);
        scratch.Writer.Flush();
        scratch.Writer.Reset(scratch.Output);
        return scratch.Output.Length;
    }
}
