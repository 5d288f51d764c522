using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace AuditTrail.AspNetCore;

/// <summary>One request: what it was when it came in, which endpoint it asked for, and how far its recording is.</summary>
/// <remarks>
/// Where routing has not run yet, this takes the place of the endpoint feature, so that the first endpoint that routing sets is seen,
/// and its route values before an error page's re-execution drops them.
/// </remarks>
internal sealed class AuditRequest : IEndpointFeature
{
    private readonly RequestRecording _recording;

    // The endpoint that was asked for; later ones belong to error pages.
    private EndpointPlan? _plan;
    private RouteValueDictionary? _routeValues;
    private Endpoint? _current;
    private bool _isRerouted;

    // How far the recording is. The flag is taken by whichever ending comes first, on whatever thread.
    private int _isOutcomeTaken;
    private HttpAuditEvent? _event;
    private AuthenticationActs? _acts;

    // Each direction is counted by whoever reads or writes it; a request that does both does so on two threads.
    private CountedResponse? _response;
    private long _bytesReceived;
    private long _bytesSent;
    private ushort _closeStatus;

    public AuditRequest(HttpContext context, RequestRecording recording, long arrivedAt)
    {
        Context = context;
        _recording = recording;
        ArrivedAt = arrivedAt;
        SharedId = SharedIds.Next();
        Aborted = context.RequestAborted;
        var request = context.Request;
        Method = request.Method;
        Path = request.PathBase.HasValue ? request.PathBase.Value + request.Path.Value : request.Path.Value;
        Query = request.QueryString.Value;
        Forwarded = ForwardedClaims.Read(request.Headers);
        Peer = ConnectionPeer.Of(context);
        IsGrpc = HttpMethods.IsPost(Method) && GrpcContent.Is(request.ContentType);
    }

    public HttpContext Context { get; }

    /// <summary>Not of a request within it, as the parts of a batch, which has contexts of its own with the same features.</summary>
    public bool IsOf(HttpContext context) => ReferenceEquals(context.Features, Context.Features);

    public long ArrivedAt { get; }

    public Guid SharedId { get; }

    /// <summary>The server's own token: middleware such as request time-outs replace the context's.</summary>
    public CancellationToken Aborted { get; }

    /// <summary>The method that the endpoint was chosen by: middleware before routing may have replaced the one that was sent.</summary>
    public string Method { get; private set; }

    /// <summary>Names whose values are in clear although they look as if they opened something.</summary>
    public IReadOnlySet<string> AllowedParameters => _recording.AllowedParameters;

    /// <summary>As it was asked for, also within a branch that has taken its prefix away.</summary>
    public string? Path { get; }

    public string? Query { get; }

    /// <summary>Before forwarded-headers middleware takes away the entries that it believes; null where there are none.</summary>
    public ForwardedClaims? Forwarded { get; }

    public ConnectionPeer Peer { get; }

    /// <summary>As the caller says; only what the application answers decides how it is recorded.</summary>
    public bool IsGrpc { get; }

    public EndpointPlan Plan => _plan is null ? EndpointPlan.Unmatched : _plan.Handlers is null ? _plan : SelectHandler(_plan.Handlers);

    public RouteValueDictionary? RouteValues => _routeValues ?? (_isRerouted ? null : CurrentRouteValues());

    /// <summary>0 until the response starts.</summary>
    public long ResponseStartedAt { get; set; }

    public bool IsStream { get; set; }

    /// <summary>Kept from the response's start, since gRPC-Web middleware takes its own away again.</summary>
    public IHeaderDictionary? GrpcTrailers { get; set; }

    /// <summary>Whether the event of a request that is long in coming in was recorded.</summary>
    public bool IsArrivalRecorded { get; set; }

    /// <summary>Whether <see cref="BytesReceived"/> says anything: small bodies are not counted.</summary>
    public bool IsBodyCounted { get; set; }

    public long BytesReceived => _bytesReceived;

    public long BytesSent => _bytesSent;

    /// <summary>With which a WebSocket was closed by this side; null when it was not.</summary>
    public int? CloseStatus
    {
        get => _closeStatus == 0 ? null : _closeStatus;
        set => _closeStatus = (ushort)(value ?? 0);
    }

    /// <summary>The status that the recorded outcome implies.</summary>
    public int ExpectedStatus { get; set; }

    public bool IsOutcomeRecorded { get; set; }

    public bool IsAbortRecorded { get; set; }

    public Attempt Attempt { get; set; }

    /// <summary>The endpoint that the attempt announced.</summary>
    public Endpoint? Attempted { get; set; }

    /// <summary>Whether an attempt was recorded, or tried to be, and no event since says how it went.</summary>
    public bool IsAttemptOpen { get; set; }

    /// <summary>What authentication has done so far.</summary>
    public AuthenticationActs Acts => _acts ??= new AuthenticationActs();

    public AuthenticationActs? ActsOrNull => _acts;

    /// <summary>Whether the pipeline is done with the request; its response may still have to start.</summary>
    public bool IsPipelineDone { get; set; }

    public HttpAuditEvent Event => _event ??= new HttpAuditEvent(this);

    public HttpAuditEvent? EventOrNull => _event;

    Endpoint? IEndpointFeature.Endpoint
    {
        get => _current;
        set
        {
            _current = value;
            Observe(value);
        }
    }

    /// <summary>The response is about to start.</summary>
    public Task StartingAsync() => _recording.StartingAsync(this);

    /// <summary>Whether what leaves has to be looked at: a gRPC call whose outcome is not recorded yet.</summary>
    public bool MayDefer => IsGrpc && !IsOutcomeTaken;

    public bool IsOutcomeTaken => Volatile.Read(ref _isOutcomeTaken) != 0;

    /// <summary>Whether it goes on coming in for so long that this is worth an event of its own.</summary>
    public bool IsLongInComing => !IsOutcomeTaken && !Plan.IsUnmatched && !IsArrivalRecorded && Attempt is Attempt.None && _recording.IsLong(ArrivedAt);

    /// <summary>Counts what goes through the server's own streams from now on.</summary>
    public void Count()
    {
        var features = Context.Features;
        _response = CountedResponse.PutOn(this);
        if (CountedRequest.IsWanted(this, features))
        {
            CountedRequest.PutOn(this, features);
        }

        CountedUpgrade.PutOn(this, features);
    }

    /// <summary>Middleware outside finds the response as it left it.</summary>
    public void StopCounting() => _response?.TakeOff();

    public void Received(long bytes) => _bytesReceived += bytes;

    /// <summary>What is written for a caller who has left is not sent.</summary>
    public void Sent(long bytes)
    {
        if (!Aborted.IsCancellationRequested)
        {
            _bytesSent += bytes;
        }
    }

    /// <summary>More of the request has come in, and more is to come.</summary>
    public Task StillComingAsync() => _recording.StillComingAsync(this);

    /// <summary>A part of a gRPC call's answer is about to leave.</summary>
    public async Task SendingAsync(CancellationToken cancellationToken)
    {
        if (!Context.Response.HasStarted)
        {
            // The headers alone are no answer; and they say whether it is gRPC that is answered in.
            await Context.Response.StartAsync(cancellationToken);
        }

        await _recording.SendingAsync(this);
    }

    /// <summary>True once: for the ending that is the request's outcome.</summary>
    public bool TakeOutcome() => Interlocked.Exchange(ref _isOutcomeTaken, 1) == 0;

    /// <summary>An endpoint that must not run unrecorded is about to run.</summary>
    /// <returns>Whether it may. Asked again, as by an error page that is such an endpoint too, the answer is the same.</returns>
    public Task<bool> AttemptAsync(Endpoint endpoint) => _recording.AttemptAsync(this, endpoint);

    /// <summary>Authentication did something that is an event of its own.</summary>
    public Task RecordActAsync(AuthenticationAct act) => _recording.RecordActAsync(this, act);

    /// <summary>Says so where something is added that no event will take along.</summary>
    public void WarnIfOver()
    {
        if (IsPipelineDone && ResponseStartedAt != 0)
        {
            _recording.WarnOfLateAddition(this);
        }
    }

    /// <summary>Routing has run before; the endpoint and its values are known.</summary>
    public void Matched(EndpointPlan plan, RouteValueDictionary? routeValues)
    {
        _plan = plan;
        _routeValues = routeValues;
    }

    /// <summary>Stands in for the endpoint feature until routing has run.</summary>
    public void AwaitRouting() => Context.Features.Set<IEndpointFeature>(this);

    private void Observe(Endpoint? endpoint)
    {
        if (_isRerouted)
        {
            return;
        }

        if (_plan is null)
        {
            _isRerouted = ReExecution.IsOn(Context);
            if (endpoint is not null && !_isRerouted)
            {
                _plan = _recording.Plans.For(endpoint);
                Method = Context.Request.Method;
            }
        }
        else if (endpoint is null)
        {
            // Error pages take the endpoint away first and the route values after it.
            _routeValues = CurrentRouteValues();
            _isRerouted = true;
        }
    }

    /// <summary>Not when the endpoint is seen: routing sets the route values after it.</summary>
    private EndpointPlan SelectHandler(PageHandlers handlers) => _plan = handlers.Select(Method, RouteValues, Query);

    private RouteValueDictionary? CurrentRouteValues() => Context.Features.Get<IRouteValuesFeature>()?.RouteValues;
}
