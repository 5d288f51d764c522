using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The HTTP side of an event, written under <c>additionalEventData.http</c>.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record HttpDetails
{
    private const long None = long.MinValue;

    // Every recorded request makes one of these, so what few have is kept without a flag beside it.
    private readonly long _bytesReceived = None;
    private readonly long _bytesSent = None;
    private readonly double _timeToResponseMs = double.NaN;
    private readonly double _durationMs = double.NaN;

    /// <summary>The request's method.</summary>
    public string? Method { get; init; }

    /// <summary>The route's pattern, as <c>/orders/{id}</c>; never the raw path.</summary>
    public string? Route { get; init; }

    /// <summary>The status code as it was sent; null when none was.</summary>
    public int? Status { get; init; }

    /// <summary>From the request's arrival to the response's start, in milliseconds.</summary>
    /// <remarks>What is no number is none.</remarks>
    public double? TimeToResponseMs
    {
        get => double.IsNaN(_timeToResponseMs) ? null : _timeToResponseMs;
        init => _timeToResponseMs = value ?? double.NaN;
    }

    /// <summary>From the request's arrival to its end, in milliseconds.</summary>
    /// <remarks>What is no number is none.</remarks>
    public double? DurationMs
    {
        get => double.IsNaN(_durationMs) ? null : _durationMs;
        init => _durationMs = value ?? double.NaN;
    }

    /// <summary>Which of a request's events this is: <c>attempt</c>, <c>start</c> (of a request that is long in coming in), <c>outcome</c> or <c>end</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>The host that the client asked for.</summary>
    public string? Host { get; init; }

    /// <summary>The address of the connection's other end: the caller, or the last proxy; <c>unix</c> for a Unix domain socket.</summary>
    public string? Peer { get; init; }

    /// <summary>What the client claims in <c>X-Forwarded-For</c>: untrusted.</summary>
    public string? ForwardedFor { get; init; }

    /// <summary>What the client claims in <c>Forwarded</c> (RFC 7239): untrusted.</summary>
    public string? Forwarded { get; init; }

    /// <summary>The trace that the request belongs to.</summary>
    public string? TraceId { get; init; }

    /// <summary>The query's names and values in order, values masked unless allowed. Written as objects with <c>name</c> and <c>value</c>, since a name may stand twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Query
    {
        get;
        init => field = value is null ? null : new ValueList<KeyValuePair<string, string>>(value);
    }

    /// <summary><c>none</c>, <c>failed</c> or <c>verified</c>.</summary>
    public string? Authentication { get; init; }

    /// <summary>The authentication scheme that was used.</summary>
    public string? AuthenticationScheme { get; init; }

    /// <summary>Why authentication failed: a fixed word or an exception's type name, never its message.</summary>
    public string? AuthenticationFailure { get; init; }

    /// <summary>How the request ended when it did not end well: <c>aborted</c>, or an exception's type name.</summary>
    public string? Ending { get; init; }

    /// <summary>The bytes of the response's body, or of what went out on a WebSocket, that were sent.</summary>
    public long? BytesSent
    {
        get => _bytesSent == None ? null : _bytesSent;
        init => _bytesSent = value ?? None;
    }

    /// <summary>The bytes of the request's body, or of what came in on a WebSocket, that were read.</summary>
    public long? BytesReceived
    {
        get => _bytesReceived == None ? null : _bytesReceived;
        init => _bytesReceived = value ?? None;
    }

    /// <summary>The status of a gRPC call, from its trailers: 0 is OK.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>The status with which this side closed a WebSocket, such as 1000; null when it did not.</summary>
    public int? CloseStatus { get; init; }

    /// <summary>The request's headers that are recorded by name, in the order of their names. Written as objects with <c>name</c> and <c>value</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers
    {
        get => Rare.Headers;
        init => Rare = Rare with { Headers = value is null ? null : new ValueList<KeyValuePair<string, string>>(value) };
    }

    /// <summary>The response's headers that are recorded by name, in the order of their names. Written as objects with <c>name</c> and <c>value</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ResponseHeaders
    {
        get => Rare.ResponseHeaders;
        init => Rare = Rare with { ResponseHeaders = value is null ? null : new ValueList<KeyValuePair<string, string>>(value) };
    }

    /// <summary>The application's code that the endpoint leads to, where the name does not say it: a controller's action, a page's handler.</summary>
    public string? Handler
    {
        get => Rare.Handler;
        init => Rare = Rare with { Handler = value };
    }

    internal MemberLayout? Layout
    {
        get => Rare.Layout;
        init => Rare = Rare with { Layout = value };
    }

    private RareHttp Rare { get; init; } = RareHttp.None;
}
