using Microsoft.Extensions.Logging;

namespace AuditTrail.Diagnostics;

/// <summary>Delivery's log messages, 3000 to 3999.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Trail {Trail}: delivery failed and is tried again ({Problem}). Nothing is lost: the events stay in the journal.")]
    public static partial void AttemptFailed(ILogger logger, string trail, string problem, Exception? exception);

    [LoggerMessage(3002, LogLevel.Information, "Trail {Trail}: the sink answers again.")]
    public static partial void Recovered(ILogger logger, string trail);

    [LoggerMessage(3003, LogLevel.Error, "Trail {Trail}: an unexpected failure; the trail goes on in {Delay}.")]
    public static partial void LoopFailed(ILogger logger, string trail, TimeSpan delay, Exception exception);

    [LoggerMessage(3004, LogLevel.Warning, "Trail {Trail}: {Count} events were refused by the sink and lie in the dead letters (first reason: {Reason}).")]
    public static partial void DeadLettered(ILogger logger, string trail, int count, string reason);

    [LoggerMessage(3005, LogLevel.Error, "Trail {Trail}: events {From} to {To} are skipped ({Reason}). A gap marker in the trail says so.")]
    public static partial void Skipped(ILogger logger, string trail, long from, long to, string reason);

    [LoggerMessage(3006, LogLevel.Critical, "Trail {Trail}: the cursor is lost or damaged; the trail begins again at event {From} in epoch {Epoch}, and events may be repeated.")]
    public static partial void CursorLost(ILogger logger, string trail, long from, long epoch);

    [LoggerMessage(3007, LogLevel.Critical, "Trail {Trail}: the cursor is at event {Position} but the journal ends at {Durable}: the journal was rolled back or lost its end. The trail goes on after {Durable} in epoch {Epoch}.")]
    public static partial void CursorBeyondJournal(ILogger logger, string trail, long position, long durable, long epoch);

    [LoggerMessage(3008, LogLevel.Critical, "Trail {Trail}: the journal is another one than the cursor belongs to; the trail begins with its oldest event in epoch {Epoch}.")]
    public static partial void OtherJournal(ILogger logger, string trail, long epoch);

    [LoggerMessage(3009, LogLevel.Warning, "Trail {Trail} is not set up any more but holds the journal from event {From} on. Set it up again, or release it by name.")]
    public static partial void RemovedTrailHolds(ILogger logger, string trail, long from);

    [LoggerMessage(3010, LogLevel.Warning, "Trail {Trail} was released; {Pending} events that it had not delivered are given up.")]
    public static partial void Released(ILogger logger, string trail, long pending);

    [LoggerMessage(3011, LogLevel.Warning, "Trail {Trail}: stopped with {Pending} events not delivered; they stay in the journal.")]
    public static partial void StoppedBehind(ILogger logger, string trail, long pending);

    [LoggerMessage(3012, LogLevel.Error, "Trail {Trail}: the sink ignores its cancellation and was left behind at the stop; it is not disposed.")]
    public static partial void SinkLeftBehind(ILogger logger, string trail);

    [LoggerMessage(3013, LogLevel.Information, "Trail {Trail}: {Delivered} dead letters were delivered, {Remaining} remain.")]
    public static partial void Replayed(ILogger logger, string trail, long delivered, long remaining);

    [LoggerMessage(3014, LogLevel.Warning, "Trail {Trail}: disposing the sink failed.")]
    public static partial void DisposeFailed(ILogger logger, string trail, Exception exception);

    [LoggerMessage(3015, LogLevel.Error, "Trail {Trail}: the last save of the cursor failed; what was delivered since the save before comes again at the next start.")]
    public static partial void LastSaveFailed(ILogger logger, string trail, Exception exception);

    [LoggerMessage(3016, LogLevel.Error, "Checking how far trails are behind failed.")]
    public static partial void SkipWatchFailed(ILogger logger, Exception exception);
}
