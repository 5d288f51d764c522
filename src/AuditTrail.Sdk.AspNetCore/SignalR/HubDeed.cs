namespace AuditTrail.AspNetCore;

/// <summary>One invocation, or one thing that happens to a connection: recorded once, a stream at its start and at its end.</summary>
internal sealed class HubDeed
{
    private readonly HubRecording _recording;
    private int _isEnded;

    public HubDeed(HubRecording recording, HubCaller caller, HubMethodPlan plan, long? invocation, long beganAt)
    {
        _recording = recording;
        Caller = caller;
        Plan = plan;
        Invocation = invocation;
        BeganAt = beganAt;
    }

    public HubCaller Caller { get; }

    public HubMethodPlan Plan { get; }

    /// <summary>Which one of the connection's it is, from 1 on: it ties a stream's end to its start. Null for what is none.</summary>
    public long? Invocation { get; }

    public long BeganAt { get; }

    public Task StartAsync() => _recording.RecordAsync(this, errorCode: null, manner: null, phase: "start");

    /// <summary>Recorded the first time only.</summary>
    public Task EndAsync(Exception? exception, bool isAborted)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
        {
            return Task.CompletedTask;
        }

        // A caller who cancels a stream, or leaves, is no failure of the method's.
        var phase = Plan.IsStream ? "end" : null;
        return isAborted || (exception is OperationCanceledException && (Plan.Watch is not null || Caller.HasLeft))
            ? _recording.RecordAsync(this, ErrorCodes.RequestAborted, Ending.Aborted, phase)
            : _recording.RecordAsync(this, exception is null ? null : ErrorCodes.Of(exception), exception is null ? null : ErrorCodes.Of(exception), phase);
    }
}
