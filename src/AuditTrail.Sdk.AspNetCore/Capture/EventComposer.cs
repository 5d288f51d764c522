using System.Diagnostics;
using AuditTrail.Events;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>Makes the event of a request's ending, from what is known then.</summary>
internal sealed class EventComposer
{
    private const int MaxUserAgentLength = 1024;
    private const int MaxHostLength = 256;
    private const int MaxMethodLength = 32;
    private const int MaxPathLength = 256;

    private readonly string _source;
    private readonly CaptureRules _rules;
    private readonly TimeProvider _time;

    public EventComposer(string source, CaptureRules rules, TimeProvider time)
    {
        _source = source;
        _rules = rules;
        _time = time;
    }

    /// <summary>Does not throw where the application's hooks do: the event then says so, and has the rest.</summary>
    public AuditEventBuilder Compose(AuditRequest request, in Ending ending, in Actor actor)
    {
        var problems = new CaptureProblems();
        var identity = _rules.Map(request.Context, actor.Identity, ref problems);
        var e = AuditEvent.Create(_source, request.Plan.NameFor(request.Method), identity);
        Describe(e, request, ending, actor);
        if (!ending.IsLater)
        {
            AddParameters(e, request);
        }

        PrincipalDetails.AddTo(e, request.Context.User, _rules);
        AddHandlersOwn(e, request, ending, ref problems);
        _rules.EnrichWith(request.Context, e, ref problems);
        // The application's hook does not separate the events of a request; and this throws where it has built the event itself.
        e.SharedId(request.SharedId);
        if (problems.Text is { } text)
        {
            e.Additional("captureProblem", text);
        }

        return e;
    }

    /// <summary>Something that authentication did within the request; it has neither status nor duration.</summary>
    public AuditEventBuilder ComposeAct(AuditRequest request, AuthenticationAct act)
    {
        var problems = new CaptureProblems();
        Actor actor;
        try
        {
            actor = act.ReadActor(request);
        }
        catch (Exception exception)
        {
            problems.Add(nameof(act.Principal), exception);
            actor = new Actor(UserIdentity.Anonymous, Actor.None, act.Scheme);
        }

        var e = AuditEvent.Create(_source, act.Name, _rules.Map(request.Context, actor.Identity, ref problems));
        Describe(e, request, Ending.OfAct(act.ErrorCode), actor);
        act.AddTo(e, _rules.ClaimedNames);
        _rules.EnrichWith(request.Context, e, ref problems);
        e.SharedId(request.SharedId).ReadOnly(false).Category(EventCategory.Management);
        if (problems.Text is { } text)
        {
            e.Additional("captureProblem", text);
        }

        return e;
    }

    /// <summary>What cannot fail, and what did.</summary>
    public AuditEventBuilder ComposeMinimal(AuditRequest request, in Ending ending, UserIdentity identity, Exception problem)
    {
        var e = AuditEvent.Create(_source, request.Plan.NameFor(request.Method), identity)
            .SharedId(request.SharedId)
            .SourceIp(request.Peer.SourceOf(request.Context.Connection.RemoteIpAddress))
            .ReadOnly(request.Plan.IsReadOnly(request.Method))
            .Http(new HttpDetails { Route = request.Plan.Route, Status = ending.Status, Phase = ending.PhaseOf(request), Ending = ending.Manner })
            .Additional("captureProblem", ErrorCodes.Of(problem));
        return ending.ErrorCode is { } errorCode ? e.Failed(errorCode) : e;
    }

    private void Describe(AuditEventBuilder e, AuditRequest request, in Ending ending, in Actor actor)
    {
        var context = request.Context;
        e.SharedId(request.SharedId)
            .RequestId(context.TraceIdentifier)
            .SourceIp(request.Peer.SourceOf(context.Connection.RemoteIpAddress))
            .ReadOnly(request.Plan.IsReadOnly(request.Method));
        if (context.Request.Headers.UserAgent is [{ Length: > 0 } userAgent, ..])
        {
            e.UserAgent(BoundedText.Cut(userAgent, MaxUserAgentLength));
        }

        if (request.Plan.IsDataEvent)
        {
            e.DataEvent();
        }

        if (ending.ErrorCode is { } errorCode)
        {
            e.Failed(errorCode);
        }

        var host = HostOf(context);
        if (TlsConnection.Read(context, host) is { } tls)
        {
            e.Tls(tls);
        }

        e.Http(WithRareDetails(request, new HttpDetails
        {
            Method = BoundedText.Cut(request.Method, MaxMethodLength),
            Route = request.Plan.Route,
            Status = ending.Status,
            TimeToResponseMs = request.ResponseStartedAt == 0 ? null : Milliseconds(_time.GetElapsedTime(request.ArrivedAt, request.ResponseStartedAt)),
            DurationMs = ending.IsAttempt || ending.IsAct ? null : Milliseconds(_time.GetElapsedTime(request.ArrivedAt)),
            Phase = ending.PhaseOf(request),
            Host = host,
            Peer = request.Peer.ToText(),
            ForwardedFor = request.Forwarded?.ForwardedFor,
            Forwarded = request.Forwarded?.Forwarded,
            TraceId = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null,
            Query = QueryParameters.Read(request.Query, _rules.AllowedQueryParameters),
            Authentication = actor.Authentication,
            AuthenticationScheme = actor.Scheme,
            AuthenticationFailure = actor.Failure,
            Ending = ending.Manner,
            // Before the end it is not known how much will be sent.
            BytesSent = (ending.IsLater || ending.GrpcStatus is not null) && !HttpMethods.IsHead(request.Method) ? request.BytesSent : null,
            BytesReceived = request.IsBodyCounted ? request.BytesReceived : null,
            GrpcStatus = ending.GrpcStatus,
            CloseStatus = request.CloseStatus,
        }));
    }

    private HttpDetails WithRareDetails(AuditRequest request, HttpDetails details)
    {
        var handler = request.Plan.Handler;
        var headers = _rules.RequestHeaders.Read(request.Context.Request.Headers);
        var responseHeaders = _rules.ResponseHeaders.Read(request.Context.Response.Headers);
        return handler is null && headers is null && responseHeaders is null ? details : details with { Handler = handler, Headers = headers, ResponseHeaders = responseHeaders };
    }

    private static void AddParameters(AuditEventBuilder e, AuditRequest request)
    {
        var plan = request.Plan;
        if (plan.IsUnmatched)
        {
            // The one place where path text is kept: what nobody serves has no pattern, and what a scanner asked for is the point.
            e.Request("path", BoundedText.Cut(request.Path ?? "", MaxPathLength));
            return;
        }

        for (var index = 0; index < plan.Parameters.Count; index++)
        {
            if (plan.Parameters.Text(request.RouteValues, index) is { } value)
            {
                e.Request(plan.Parameters.Name(index), value);
            }
        }

        if (plan.ResourceType is { } type && plan.ResourceId?.Expand(request.RouteValues, plan.Parameters) is { } id && !string.IsNullOrWhiteSpace(id))
        {
            e.Resource(type, id);
        }
    }

    private static void AddHandlersOwn(AuditEventBuilder e, AuditRequest request, in Ending ending, ref CaptureProblems problems)
    {
        try
        {
            if (request.EventOrNull is { } own)
            {
                problems.Add(own.Problems);
                own.MoveTo(e, keep: ending.IsAttempt || ending.IsArrival);
            }
        }
        catch (Exception exception)
        {
            problems.Add(nameof(HttpAuditEvent), exception);
        }
    }

    /// <summary>As it was sent: <c>xn--…</c> is not decoded into letters that look like others.</summary>
    private static string? HostOf(HttpContext context) =>
        context.Request.Headers.Host is [{ Length: > 0 } host, ..] ? BoundedText.Cut(host, MaxHostLength) : null;

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
