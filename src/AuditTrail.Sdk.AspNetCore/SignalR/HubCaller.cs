using AuditTrail.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace AuditTrail.AspNetCore;

/// <summary>Who is at the other end of a hub's connection, and from where: read once, when it opens, since its request may be over before its last invocation.</summary>
internal sealed class HubCaller
{
    private const int MaxUserAgentLength = 1024;
    private const int MaxHostLength = 256;
    private const int MaxConnectionIdLength = 128;

    private static readonly object Key = new();

    private readonly HubCallerContext _context;
    private long _invocations;

    private HubCaller(HubCallerContext context, long connectedAt)
    {
        _context = context;
        ConnectedAt = connectedAt;
        ConnectionId = BoundedText.Cut(context.ConnectionId, MaxConnectionIdLength);
        Transport = context.Features.Get<IHttpTransportFeature>()?.TransportType.ToString();
        var http = context.GetHttpContext();
        var request = http?.Features.Get<AuditRequest>();
        SharedId = request?.SharedId ?? SharedIds.Next();
        if (http is null)
        {
            return;
        }

        RequestId = http.TraceIdentifier;
        var peer = request?.Peer ?? ConnectionPeer.Of(http);
        Source = peer.SourceOf(http.Connection.RemoteIpAddress);
        Peer = peer.ToText();
        ForwardedFor = request?.Forwarded?.ForwardedFor;
        Forwarded = request?.Forwarded?.Forwarded;
        UserAgent = http.Request.Headers.UserAgent is [{ Length: > 0 } agent, ..] ? BoundedText.Cut(agent, MaxUserAgentLength) : null;
        Host = http.Request.Headers.Host is [{ Length: > 0 } host, ..] ? BoundedText.Cut(host, MaxHostLength) : null;
        Tls = TlsConnection.Read(http, Host);
        Route = request?.Plan.Route;
    }

    /// <summary>The connection's request's where it lasts as long as the connection; all events of a connection have the same.</summary>
    public Guid SharedId { get; }

    public string ConnectionId { get; }

    public string? Transport { get; }

    public long ConnectedAt { get; }

    public string? RequestId { get; }

    public string? Source { get; }

    public string? Peer { get; }

    public string? ForwardedFor { get; }

    public string? Forwarded { get; }

    public string? UserAgent { get; }

    public string? Host { get; }

    public TlsDetails? Tls { get; }

    public string? Route { get; }

    public bool HasLeft => _context.ConnectionAborted.IsCancellationRequested;

    /// <summary>As the hub sees it: from the connection's request.</summary>
    public Actor Actor => Actor.Of(_context.User);

    public HttpContext? HttpContext => _context.GetHttpContext();

    public static HubCaller Of(HubCallerContext context, TimeProvider time)
    {
        if (context.Items.TryGetValue(Key, out var known) && known is HubCaller caller)
        {
            return caller;
        }

        caller = new HubCaller(context, time.GetTimestamp());
        context.Items[Key] = caller;
        return caller;
    }

    public long NextInvocation() => Interlocked.Increment(ref _invocations);
}
