namespace AuditTrail.AspNetCore;

/// <summary>Says how requests to an endpoint are recorded. Of several on one endpoint the most specific one holds: an action's before its controller's, an endpoint's before its group's.</summary>
/// <remarks>Also what <c>.Audit(…)</c> puts on an endpoint. It overrides a less specific <see cref="SkipAuditAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class AuditAttribute : Attribute
{
    private bool? _readOnly;
    private bool? _required;

    /// <summary>Recorded under the name that the endpoint itself gives: the controller's action, or the method and the route pattern.</summary>
    public AuditAttribute()
    {
    }

    /// <summary>Recorded under this name.</summary>
    /// <param name="name">The <c>eventName</c>, such as <c>RefundOrder</c>; at most 128 characters.</param>
    /// <exception cref="ArgumentException">The name is empty, blank or longer.</exception>
    public AuditAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxNameLength)
        {
            throw new ArgumentException($"An event name has at most {MaxNameLength} characters, this one has {name.Length}. Give it a short verb and noun, such as RefundOrder.", nameof(name));
        }

        Name = name;
    }

    internal AuditAttribute(string name, bool? readOnly, bool? required)
        : this(name)
    {
        _readOnly = readOnly;
        _required = required;
    }

    internal const int MaxNameLength = 128;

    /// <summary>The <c>eventName</c>; null for the one that the endpoint gives.</summary>
    public string? Name { get; }

    /// <summary>The type of the resource that a request works on, such as <c>Shop::Order</c>; null for none. It needs <see cref="ResourceId"/> too.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The resource's id, route values in braces: <c>{id}</c>, <c>tenants/{tenant}/orders/{id}</c>. Left out of an event when one of them is missing; masked where the route value is.</summary>
    /// <exception cref="ArgumentException">Empty, or the braces do not match.</exception>
    public string? ResourceId
    {
        get;
        init
        {
            Template = value is null ? null : ResourceTemplate.Parse(value);
            field = value;
        }
    }

    /// <summary>Whether requests change nothing.</summary>
    /// <value>When not set: true for GET, HEAD, OPTIONS and TRACE.</value>
    public bool ReadOnly
    {
        get => _readOnly ?? false;
        init => _readOnly = value;
    }

    /// <summary>Whether the event is a data event (high volume: reads of single objects) rather than a management event.</summary>
    /// <value>Default: false.</value>
    public bool DataEvent { get; init; }

    /// <summary>
    /// Whether the handler must not run unrecorded: it runs when an event that announces it (phase <c>attempt</c>) is durable, after authorization; else the
    /// request is answered with 503. A second event (phase <c>outcome</c>) says how it ended.
    /// </summary>
    /// <value>When not set: as a less specific attribute says, and false when none does.</value>
    public bool Required
    {
        get => _required ?? false;
        init => _required = value;
    }

    internal ResourceTemplate? Template { get; private init; }

    internal bool? ReadOnlyOrUnset => _readOnly;

    internal bool? RequiredOrUnset => _required;
}
