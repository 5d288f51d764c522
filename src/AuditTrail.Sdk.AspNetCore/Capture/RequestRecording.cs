using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Decides which events a request becomes: its outcome at the first ending that is seen, and one more when it then ends otherwise.</summary>
/// <remarks>Nothing here throws into the request, and nothing is cancelled with it: a caller that leaves is recorded all the same.</remarks>
internal sealed class RequestRecording
{
    private readonly IAuditRecorder _recorder;
    private readonly CaptureRules _rules;
    private readonly TimeProvider _time;
    private readonly EventComposer _composer;
    private readonly ILogger _logger;

    public RequestRecording(IAuditRecorder recorder, CaptureRules rules, TimeProvider time, ILogger logger)
    {
        _recorder = recorder;
        _rules = rules;
        _time = time;
        _logger = logger;
        _composer = new EventComposer(recorder.Source, rules, time);
        Plans = new EndpointPlans(rules);
    }

    public EndpointPlans Plans { get; }

    public IReadOnlySet<string> AllowedParameters => _rules.AllowedRouteParameters;

    public long Now() => _time.GetTimestamp();

    public void WarnOfLateAddition(AuditRequest request) => Log.AddedTooLate(_logger, request.Plan.NameFor(request.Method), request.SharedId);

    /// <summary>A handler that must not run unrecorded is about to run.</summary>
    /// <returns>Whether the event that announces it is durable, so that it may.</returns>
    public async Task<bool> AttemptAsync(AuditRequest request, Endpoint endpoint)
    {
        var isErrorPage = ReExecution.IsOn(request.Context);
        if (request.Attempt is Attempt.None || (request.Attempt is Attempt.Recorded && !isErrorPage && !ReferenceEquals(request.Attempted, endpoint)))
        {
            if (!isErrorPage || request.Plan.IsSkipped)
            {
                // Where a pipeline routes twice, this is the one that runs; and an error page is not left out because what failed is.
                request.Matched(Plans.For(endpoint), request.Context.Features.Get<IRouteValuesFeature>()?.RouteValues);
            }

            request.Attempted = endpoint;
            request.IsAttemptOpen = true;
            request.Attempt = await TryAttemptAsync(request) ? Attempt.Recorded : Attempt.Failed;
        }

        return request.Attempt is Attempt.Recorded;
    }

    /// <summary>The response is about to start: called by the server, which waits.</summary>
    public Task StartingAsync(AuditRequest request)
    {
        // A cookie's handler has renewed it by now: its callback ran before this one.
        return request.ActsOrNull?.TakePending() is { } act ? StartedAsync(request, act) : StartedAsync(request);
    }

    /// <summary>Authentication did something within the request.</summary>
    public async Task RecordActAsync(AuditRequest request, AuthenticationAct act)
    {
        try
        {
            if (!request.Plan.IsSkipped)
            {
                await _recorder.RecordAsync(_composer.ComposeAct(request, act), _rules.RecordingAfter(Attempt.None), CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // As for requests: nobody is kept from signing in or out.
            Log.ActNotRecorded(_logger, exception, act.Name, request.SharedId);
        }
    }

    private async Task StartedAsync(AuditRequest request, AuthenticationAct act)
    {
        await RecordActAsync(request, act);
        await StartedAsync(request);
    }

    private Task StartedAsync(AuditRequest request)
    {
        var response = request.Context.Response;
        request.ResponseStartedAt = Now();
        request.IsStream = IsStream(request, response);
        if (!request.IsOutcomeTaken && GrpcContent.IsAnswer(request) && !request.Aborted.IsCancellationRequested && GrpcContent.StatusOf(request) is null)
        {
            // These headers answer nothing: the call's outcome is in its trailers, and a stream's first message is seen when it leaves.
            request.GrpcTrailers = GrpcContent.TrailersOf(request.Context);
            return Task.CompletedTask;
        }

        if (request.TakeOutcome())
        {
            return OutcomeAsync(request, AnswerOrAbort(request));
        }

        // Recorded before: middleware outside of this one, or the error page of one, has decided otherwise.
        // Or something was added since, by a callback of the handler's, say.
        return request.EventOrNull is not { HasAdditions: true } && (request.Aborted.IsCancellationRequested || response.StatusCode == request.ExpectedStatus)
            ? Task.CompletedTask
            : RecordAsync(request, AnswerOrAbort(request) with { IsLater = true });
    }

    /// <summary>A part of a gRPC call's answer is about to leave: with the status, the call is over; without it, it is a stream that begins.</summary>
    public Task SendingAsync(AuditRequest request)
    {
        if (!GrpcContent.IsAnswer(request))
        {
            return Task.CompletedTask;
        }

        var status = GrpcContent.StatusOf(request);
        if ((status is null && request.BytesSent == 0) || !request.TakeOutcome())
        {
            return Task.CompletedTask;
        }

        request.IsStream = status is null;
        return OutcomeAsync(request, AnswerOrAbort(request, isOver: false));
    }

    /// <summary>A request that has been coming in for long is recorded before it is answered.</summary>
    public Task StillComingAsync(AuditRequest request)
    {
        request.IsArrivalRecorded = true;
        return RecordAsync(request, Ending.StillComing());
    }

    public bool IsLong(long since) => _time.GetElapsedTime(since) >= _rules.LongResponse;

    /// <summary>An exception came through; whoever is outside decides the status, so none is recorded.</summary>
    public Task ThrewAsync(AuditRequest request, Exception exception)
    {
        var ending = IsAbort(request, exception) ? Ending.CallerGone() : Ending.Thrown(exception);
        if (!request.TakeOutcome())
        {
            return RecordAsync(request, ending with { Status = request.Context.Response.StatusCode, IsLater = true });
        }

        if (request.ResponseStartedAt != 0)
        {
            // A gRPC call that had not said yet what became of it.
            ending = ending with { Status = request.Context.Response.StatusCode };
            return OutcomeAsync(request, ending);
        }

        var expected = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
        return OutcomeAsync(request, ending, expected);
    }

    /// <summary>The pipeline is done; what it did not send yet is sent after this.</summary>
    public Task ReturnedAsync(AuditRequest request)
    {
        if (request.TakeOutcome())
        {
            return OutcomeAsync(request, AnswerOrAbort(request));
        }

        if (request.Aborted.IsCancellationRequested)
        {
            return request is { IsAbortRecorded: true, IsAttemptOpen: false } ? Task.CompletedTask : RecordAsync(request, Ending.CallerGone() with { Status = request.Context.Response.StatusCode, IsLater = true });
        }

        return HasMoreToSay(request) ? RecordAsync(request, Answer(request) with { IsLater = true }) : Task.CompletedTask;
    }

    private bool HasMoreToSay(AuditRequest request) =>
        request.IsStream
        || request.IsAttemptOpen
        || request.EventOrNull is { HasAdditions: true }
        || (request.ResponseStartedAt != 0 && (IsOtherStatus(request) || request.BytesSent >= _rules.LargeResponse || IsLong(request.ResponseStartedAt)));

    /// <summary>Callbacks that middleware outside has registered before run after ours, and may still change it.</summary>
    private static bool IsOtherStatus(AuditRequest request) => request.Context.Response.StatusCode != request.ExpectedStatus;

    private static bool IsStream(AuditRequest request, HttpResponse response) =>
        response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || HttpMethods.IsConnect(request.Method)
        || (response.ContentType is { } type && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase));

    private static bool IsAbort(AuditRequest request, Exception exception) =>
        IsBrokenOff(exception) || (request.Aborted.IsCancellationRequested && exception is (OperationCanceledException or IOException));

    /// <summary>A read finds that the caller has left before the server has said so: it cancels its token on another thread. Only its text tells this refusal from others.</summary>
    private static bool IsBrokenOff(Exception exception) =>
        exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest, InnerException: null, Message: "Unexpected end of request content." };

    private static Ending Answer(AuditRequest request, bool isOver = true) => GrpcContent.IsAnswer(request)
        ? Ending.AnsweredGrpc(GrpcContent.StatusOf(request), isOver)
        : Ending.Answered(request.Context.Response.StatusCode, request.Context.Features.Get<IExceptionHandlerFeature>()?.Error);

    /// <summary>What is sent to a caller who has left is no answer.</summary>
    private static Ending AnswerOrAbort(AuditRequest request, bool isOver = true) =>
        request.Aborted.IsCancellationRequested ? Ending.CallerGone() : Answer(request, isOver);

    private Task OutcomeAsync(AuditRequest request, Ending ending, int? expectedStatus = null)
    {
        request.ExpectedStatus = expectedStatus ?? request.Context.Response.StatusCode;
        return RecordAsync(request, ending);
    }

    private async Task RecordAsync(AuditRequest request, Ending ending)
    {
        try
        {
            if (!IsWanted(request, ending))
            {
                return;
            }

            request.IsOutcomeRecorded |= !ending.IsArrival;
            request.IsAbortRecorded |= ending.Manner is Ending.Aborted;
            request.IsAttemptOpen = false;
            await _recorder.RecordAsync(Compose(request, ending), _rules.RecordingAfter(request.Attempt), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The recorder is closed, or a bug of ours: the request has to go on as if nobody watched, and the exception that it may be throwing has to stay.
            Log.RequestNotRecorded(_logger, exception, request.Plan.NameFor(request.Method), request.SharedId);
        }
    }

    private async Task<bool> TryAttemptAsync(AuditRequest request)
    {
        var name = request.Plan.NameFor(request.Method);
        try
        {
            // Not ended by an abort either: whoever could choose when the answer is not waited for could act unseen.
            var receipt = await _recorder.RecordAsync(Compose(request, Ending.NotYet()), _rules.RecordingAttempts, CancellationToken.None);
            if (receipt.Outcome == RecordOutcome.Recorded)
            {
                return true;
            }

            Log.AttemptNotRecorded(_logger, exception: null, name, request.SharedId, receipt.Reason ?? receipt.Outcome.ToString());
        }
        catch (Exception exception)
        {
            // The recorder is closed, or broken: that nothing is known of the attempt is the same as that it is lost.
            Log.AttemptNotRecorded(_logger, exception, name, request.SharedId, ErrorCodes.Of(exception));
        }

        return false;
    }

    private AuditEventBuilder Compose(AuditRequest request, Ending ending)
    {
        var identity = UserIdentity.Anonymous;
        try
        {
            var actor = Actor.Read(request);
            identity = actor.Identity;
            return _composer.Compose(request, ending, actor);
        }
        catch (Exception exception)
        {
            // A principal of the application's own making, say. That the request was made, and by whom where that is known, is more than nothing.
            return _composer.ComposeMinimal(request, ending, identity, exception);
        }
    }

    /// <summary>A poll, or a message, of a SignalR connection without a stream of its own: the hub's events say what it carried.</summary>
    private static bool IsPoll(AuditRequest request, Ending ending) =>
        request.Plan.CarriesHub && request is { IsStream: false, Attempt: Attempt.None, EventOrNull: not { HasAdditions: true } }
        && !ending.HasFailed && ending.Status is >= 200 and < 300;

    private bool IsWanted(AuditRequest request, Ending ending)
    {
        if (request.Plan.IsSkipped)
        {
            return false;
        }

        if (IsPoll(request, ending))
        {
            return false;
        }

        // What somebody added by hand is meant to be recorded.
        if (!request.Plan.IsUnmatched || request.Attempt is not Attempt.None || (ending.IsLater && request.IsOutcomeRecorded) || request.EventOrNull is { HasAdditions: true })
        {
            return true;
        }

        return _rules.Unmatched switch
        {
            UnmatchedRequests.All => true,
            UnmatchedRequests.Failed => ending.HasFailed && !(_rules.SkipHealthChecks && HealthChecks.IsProbeOfNothing(request, ending)),
            _ => false,
        };
    }
}
