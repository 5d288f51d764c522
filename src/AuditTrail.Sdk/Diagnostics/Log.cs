using Microsoft.Extensions.Logging;

namespace AuditTrail.Diagnostics;

/// <summary>The messages of recorders and hosting. Ids are stable: 1001–1099 recording, 1101–1199 lifetime; delivery and sinks have their own files.</summary>
internal static partial class Log
{
    /// <summary>The category of everything that a recorder says.</summary>
    public const string Category = "AuditTrail";

    [LoggerMessage(1001, LogLevel.Critical, "Audit events are being LOST{Recorder}: {Count} since the last message, the newest is {EventName} ({EventId}). Reason: {Reason}. A gap marker follows in every trail as soon as one can be written.")]
    public static partial void EventsLost(ILogger logger, string recorder, long count, string? eventName, string? eventId, string reason);

    [LoggerMessage(1002, LogLevel.Critical, "Audit events are late{Recorder}: {Count} since the last message, the newest is {EventName} ({EventId}). They wait in the queue and are lost if the process ends before the disk takes them. Reason: {Reason}")]
    public static partial void EventsLate(ILogger logger, string recorder, long count, string? eventName, string? eventId, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "A gap marker was recorded{Recorder}: {Count} events were lost from {From:O} to {To:O}. Reason: {Reason}")]
    public static partial void GapRecorded(ILogger logger, string recorder, long count, DateTimeOffset from, DateTimeOffset to, string reason);

    [LoggerMessage(1004, LogLevel.Critical, "The recorder stops{Recorder} while {Count} events are lost (from {From:O} to {To:O}) and no gap marker could be written: this message is the only trace of them. Reason: {Reason}")]
    public static partial void GapUntold(ILogger logger, string recorder, long count, DateTimeOffset from, DateTimeOffset to, string reason);

    [LoggerMessage(1005, LogLevel.Error, "Nobody knows how an announced deed ended{Recorder}: {EventName} (sharedEventID {SharedId}), announced at {Announced:O}; the process ended before its outcome was recorded. An event with the errorCode OutcomeUnknown says so in every trail.")]
    public static partial void OutcomeUnknown(ILogger logger, string recorder, string? eventName, string? sharedId, DateTimeOffset announced);

    [LoggerMessage(1006, LogLevel.Warning, "The outcomes of {Count} announced deeds are not waited for any more{Recorder}, the first is {EventName} (sharedEventID {SharedId}): {Reason}. Should the process end before they are recorded, the next start may not tell.")]
    public static partial void AttemptsGivenUp(ILogger logger, string recorder, int count, string? eventName, string? sharedId, string reason);

    [LoggerMessage(1007, LogLevel.Warning, "The journal could not be searched for announced deeds without an outcome{Recorder}; it will be tried again in {Pause}")]
    public static partial void SearchFailed(ILogger logger, Exception exception, string recorder, TimeSpan pause);

    [LoggerMessage(1008, LogLevel.Warning, "An announced deed has no outcome{Recorder}, and that could not be recorded yet (entry {Sequence}): {Reason}")]
    public static partial void ReportFailed(ILogger logger, Exception? exception, string recorder, long sequence, string? reason);

    [LoggerMessage(1101, LogLevel.Information, "Audit trail started{Recorder}: {Source} records into {Journal}, file sinks write into {Directory}; stream {Stream}, trails {Trails}")]
    public static partial void Started(ILogger logger, string recorder, string source, string journal, string directory, Guid stream, string trails);

    [LoggerMessage(1102, LogLevel.Information, "Audit trail stopped{Recorder}: {Recorded} events are recorded, {Pending} of them wait in the journal for their trails")]
    public static partial void Stopped(ILogger logger, string recorder, long recorded, long pending);

    [LoggerMessage(1103, LogLevel.Critical, "The audit trail could not be started{Recorder}: nothing is recorded")]
    public static partial void StartFailed(ILogger logger, Exception exception, string recorder);

    [LoggerMessage(1104, LogLevel.Critical, "ALL AUDIT TRAILS ARE IN MEMORY{Recorder} and the environment is {Environment}: every event is gone when the process ends. Set up a trail with ToFile() or another lasting sink.")]
    public static partial void OnlyInMemory(ILogger logger, string recorder, string environment);

    [LoggerMessage(1105, LogLevel.Error, "The audit trail's recovery found damage{Recorder}: events {From} to {To} are missing ({Reason}). A gap marker says so in every trail.")]
    public static partial void RecoveryLoss(ILogger logger, string recorder, long from, long to, string reason);

    [LoggerMessage(1106, LogLevel.Error, "The audit trail did not stop cleanly{Recorder}; what was recorded is in the journal and is delivered after the next start")]
    public static partial void StopFailed(ILogger logger, Exception exception, string recorder);

    [LoggerMessage(1107, LogLevel.Warning, "The trail's own event {EventName} could not be recorded{Recorder}: {Reason}")]
    public static partial void MarkerFailed(ILogger logger, Exception? exception, string recorder, string? eventName, string? reason);

    [LoggerMessage(1108, LogLevel.Warning, "The audit trail's directory {Directory} is a poor place{Recorder}: {Warning}")]
    public static partial void PoorVolume(ILogger logger, string recorder, string directory, string warning);
}
