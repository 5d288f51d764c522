namespace AuditTrail.Events.Json;

/// <summary>The values of an event while it is built or read; sealed in an <see cref="AuditEvent"/> afterwards, which never changes them.</summary>
internal sealed class EventFields
{
    private long _eventTicks = -1;
    private Guid _sharedId;
    private string? _sharedText;

    public MemberLayout? Layout { get; set; }

    public string? EventVersion { get; set; }

    public UserIdentity? UserIdentity { get; set; }

    /// <summary>Always UTC, so that the ticks say it all in a third of the space.</summary>
    public DateTimeOffset? EventTime
    {
        get => _eventTicks < 0 ? null : new DateTimeOffset(_eventTicks, TimeSpan.Zero);
        set => _eventTicks = value?.UtcTicks ?? -1;
    }

    public string? EventSource { get; set; }

    public string? EventName { get; set; }

    public string? AwsRegion { get; set; }

    public string? SourceIpAddress { get; set; }

    public string? UserAgent { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public JsonFragment? RequestParameters { get; set; }

    public JsonFragment? ResponseElements { get; set; }

    public JsonFragment? AdditionalEventData { get; set; }

    public HttpDetails? Http { get; set; }

    public string? RequestId { get; set; }

    public string? EventId { get; set; }

    public bool? ReadOnly { get; set; }

    public IReadOnlyList<AuditResource>? Resources { get; set; }

    public string? EventType { get; set; }

    public bool? ManagementEvent { get; set; }

    public string? RecipientAccountId { get; set; }

    /// <summary>The id that ties events together, as it is written; one that this process made is a text only once somebody asks.</summary>
    public string? SharedEventId
    {
        get => _sharedText ??= _sharedId == Guid.Empty ? null : _sharedId.ToString("D");
        set => (_sharedText, _sharedId) = (value, Guid.Empty);
    }

    /// <summary>The same id, for a writer that needs no text; empty where it was given as a text.</summary>
    public Guid SharedId
    {
        get => _sharedId;
        set => (_sharedText, _sharedId) = (value == Guid.Empty ? value.ToString("D") : null, value);
    }

    public string? EventCategory { get; set; }

    public TlsDetails? TlsDetails { get; set; }

    /// <summary>What few events have, apart so that the many stay small.</summary>
    public RareFields Rare { get; set; } = RareFields.None;

    public EventFields Copy() => (EventFields)MemberwiseClone();
}
