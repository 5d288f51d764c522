using System.Text.Json.Serialization.Metadata;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>The current request's event, for the handler to add what only it knows.</summary>
/// <remarks>
/// Values are taken when they are given: changing an object afterwards does not change the event. What is added after the event was recorded
/// (after the response's start) goes into a second event, phase <c>end</c>, under the same <c>sharedEventID</c>; what is added after the request's end is
/// not recorded, and a warning (2005) says so: work that goes on then records events of its own. For the request's own flow; not thread-safe.
/// </remarks>
public sealed class HttpAuditEvent
{
    // Takes the values until the request's own event is made: who made the request is known only then, and a builder wants to know at once.
    private AuditEventBuilder? _additions;

    // What the attempt has told, and the outcome tells again: each of the two stands for itself.
    private AuditEvent? _kept;
    private readonly AuditRequest _request;
    private CaptureProblems _problems;

    internal HttpAuditEvent(AuditRequest request) => _request = request;

    /// <summary>The <c>sharedEventID</c> of all events of this request.</summary>
    public Guid SharedEventId => _request.SharedId;

    internal bool HasAdditions => _additions is not null || _kept is not null;

    private AuditEventBuilder Additions
    {
        get
        {
            _request.WarnIfOver();
            return _additions ??= AuditEvent.Create("additions", "additions", UserIdentity.Anonymous);
        }
    }

    /// <summary>Adds a resource that the request works on.</summary>
    /// <param name="type">Such as <c>Shop::Order</c>.</param>
    /// <param name="arn">Its ARN, or the application's own id.</param>
    /// <param name="accountId">The account that owns it; null when there is none.</param>
    /// <exception cref="ArgumentException">Type or id is empty.</exception>
    public HttpAuditEvent Resource(string type, string arn, string? accountId = null)
    {
        Additions.Resource(type, arn, accountId);
        return this;
    }

    /// <summary>Adds a request parameter. A name given again, or a route parameter's: the last value counts.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 1,024 bytes of UTF-8.</exception>
    public HttpAuditEvent Request(string name, AuditValue value)
    {
        Additions.Request(name, value);
        return this;
    }

    /// <summary>Adds a request parameter that is an object.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public HttpAuditEvent Request(string name, Action<AuditObject> members)
    {
        Additions.Request(name, members);
        return this;
    }

    /// <summary>Adds a request parameter of a type of the application's, without reflection.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public HttpAuditEvent Request<T>(string name, T value, JsonTypeInfo<T> typeInfo)
    {
        Additions.Request(name, value, typeInfo);
        return this;
    }

    /// <summary>Adds a response element, such as the id of what was created.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public HttpAuditEvent Response(string name, AuditValue value)
    {
        Additions.Response(name, value);
        return this;
    }

    /// <summary>Adds a response element that is an object.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public HttpAuditEvent Response(string name, Action<AuditObject> members)
    {
        Additions.Response(name, members);
        return this;
    }

    /// <summary>Adds a response element of a type of the application's, without reflection.</summary>
    /// <inheritdoc cref="Request(string, AuditValue)"/>
    public HttpAuditEvent Response<T>(string name, T value, JsonTypeInfo<T> typeInfo)
    {
        Additions.Response(name, value, typeInfo);
        return this;
    }

    /// <summary>Says that what was asked for failed although the status does not: an order that was refused with 200, say.</summary>
    /// <param name="errorCode">A fixed word, such as <c>InsufficientFunds</c>.</param>
    /// <exception cref="ArgumentException">The code is empty.</exception>
    public HttpAuditEvent Failed(string errorCode)
    {
        Additions.Failed(errorCode);
        return this;
    }

    /// <summary>What failed while values were taken, for the note in the event.</summary>
    internal CaptureProblems Problems => _problems;

    internal void AddProblems(CaptureProblems problems) => _problems.Add(problems);

    /// <summary>Moves what was added since the request's last event into this one.</summary>
    internal void MoveTo(AuditEventBuilder target, bool keep)
    {
        var (kept, additions) = (_kept, _additions);
        (_kept, _additions) = (null, null);
        _problems = keep ? _problems : default;
        Copy(kept, target);
        var added = additions?.Build();
        Copy(added, target);
        _kept = keep ? added : null;
    }

    private static void Copy(AuditEvent? added, AuditEventBuilder target)
    {
        if (added is null)
        {
            return;
        }

        foreach (var resource in added.Resources ?? [])
        {
            target.Resource(resource.Type ?? "", resource.Arn ?? "", resource.AccountId);
        }

        foreach (var (name, value) in MembersOf(added.RequestParameters))
        {
            target.Request(name, value);
        }

        foreach (var (name, value) in MembersOf(added.ResponseElements))
        {
            target.Response(name, value);
        }

        if (added.ErrorCode is { } errorCode)
        {
            target.Failed(errorCode);
        }
    }

    private static IEnumerable<(string Name, AuditValue Value)> MembersOf(JsonFragment? members) =>
        members?.AsElement() is { ValueKind: System.Text.Json.JsonValueKind.Object } element
            ? element.EnumerateObject().Select(member => (member.Name, (AuditValue)member.Value))
            : [];
}
