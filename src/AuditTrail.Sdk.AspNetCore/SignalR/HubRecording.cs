using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Makes the events of hubs. Nothing here throws into a hub.</summary>
internal sealed class HubRecording
{
    private readonly IAuditRecorder _recorder;
    private readonly CaptureRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(Type Hub, MethodInfo Method), HubMethodPlan> _plans = new();
    private readonly ConcurrentDictionary<(Type Hub, string Happening), HubMethodPlan> _happenings = new();

    public HubRecording(IAuditRecorder recorder, CaptureRules rules, TimeProvider time, ILogger logger)
    {
        _recorder = recorder;
        _rules = rules;
        _time = time;
        _logger = logger;
    }

    /// <summary>Null where it is not recorded.</summary>
    /// <exception cref="InvalidOperationException">The method must not run.</exception>
    public HubDeed? Begin(HubInvocationContext invocation)
    {
        var plan = _plans.GetOrAdd((invocation.Hub.GetType(), invocation.HubMethod), static key => HubMethodPlan.Of(key.Hub, key.Method));
        if (plan.IsSkipped)
        {
            return null;
        }

        var caller = HubCaller.Of(invocation.Context, _time);
        return new HubDeed(this, caller, plan, caller.NextInvocation(), _time.GetTimestamp());
    }

    public HubDeed? Begin(HubLifetimeContext lifetime, string happening)
    {
        var plan = _happenings.GetOrAdd((lifetime.Hub.GetType(), happening), static key => HubMethodPlan.OfConnection(key.Hub, key.Happening));
        if (plan.IsSkipped)
        {
            return null;
        }

        var caller = HubCaller.Of(lifetime.Context, _time);
        return new HubDeed(this, caller, plan, invocation: null, caller.ConnectedAt);
    }

    public async Task RecordAsync(HubDeed deed, string? errorCode, string? manner, string? phase)
    {
        try
        {
            await _recorder.RecordAsync(Compose(deed, errorCode, manner, phase), _rules.RecordingAfter(Attempt.None), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The recorder is closed, or a bug of ours: the hub has to go on as if nobody watched.
            Log.InvocationNotRecorded(_logger, exception, deed.Plan.Name, deed.Caller.SharedId);
        }
    }

    private AuditEventBuilder Compose(HubDeed deed, string? errorCode, string? manner, string? phase)
    {
        var (caller, plan, actor, context, problems) = (deed.Caller, deed.Plan, deed.Caller.Actor, deed.Caller.HttpContext, default(CaptureProblems));
        var identity = context is null ? actor.Identity : _rules.Map(context, actor.Identity, ref problems);
        var e = AuditEvent.Create(_recorder.Source, plan.Name, identity)
            .RequestId(caller.RequestId)
            .SourceIp(caller.Source)
            .UserAgent(caller.UserAgent)
            .Tls(caller.Tls)
            .ReadOnly(plan.IsReadOnly)
            .Http(new HttpDetails
            {
                Route = caller.Route,
                DurationMs = phase is "start" ? null : Math.Round(_time.GetElapsedTime(deed.BeganAt).TotalMilliseconds, 3),
                Phase = phase,
                Host = caller.Host,
                Peer = caller.Peer,
                ForwardedFor = caller.ForwardedFor,
                Forwarded = caller.Forwarded,
                TraceId = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null,
                Authentication = actor.Authentication,
                AuthenticationScheme = actor.Scheme,
                Ending = manner,
            });
        e.Additional("signalR", members => Describe(members, deed));
        if (plan.IsDataEvent)
        {
            e.DataEvent();
        }

        if (errorCode is not null)
        {
            e.Failed(errorCode);
        }

        if (context is not null)
        {
            _rules.EnrichWith(context, e, ref problems);
        }

        e.SharedId(caller.SharedId);
        return problems.Text is { } text ? e.Additional("captureProblem", text) : e;
    }

    private static void Describe(AuditObject members, HubDeed deed)
    {
        members.Add("hub", deed.Plan.Hub).Add("method", deed.Plan.Method).Add("connectionId", deed.Caller.ConnectionId);
        if (deed.Caller.Transport is { } transport)
        {
            members.Add("transport", transport);
        }

        if (deed.Invocation is { } invocation)
        {
            members.Add("invocation", invocation);
        }
    }
}
