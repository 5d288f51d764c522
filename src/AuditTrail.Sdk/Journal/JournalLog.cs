using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>What the journal tells operators.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(100, LogLevel.Information, "Journal {Location} is open: stream {Stream}, epoch {Epoch}, durable through {Durable}, {Reappended} unacknowledged entries kept.")]
    public static partial void Opened(this ILogger logger, string location, Guid stream, long epoch, long durable, long reappended);

    [LoggerMessage(101, LogLevel.Critical, "Journal {Location} has lost acknowledged entries {From} to {To}: {Reason}.")]
    public static partial void Lost(this ILogger logger, string location, long from, long to, string reason);

    [LoggerMessage(102, LogLevel.Error, "Journal {Location} could not write; entries after {Durable} wait in memory, the next attempt is in {Delay}.")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string location, long durable, TimeSpan delay);

    [LoggerMessage(103, LogLevel.Warning, "Journal {Location} can write again; entries through {Durable} are durable.")]
    public static partial void WriteRecovered(this ILogger logger, string location, long durable);

    [LoggerMessage(104, LogLevel.Warning, "Journal {Location} needed {Elapsed} for one sync; callers wait that long.")]
    public static partial void SlowSync(this ILogger logger, string location, TimeSpan elapsed);

    [LoggerMessage(105, LogLevel.Warning, "Journal {Location} takes {Bytes} bytes, more than {Percent} % of its budget of {Budget}: a trail does not deliver, or delivers too slowly.")]
    public static partial void BudgetAlarm(this ILogger logger, string location, long bytes, int percent, long budget);

    [LoggerMessage(106, LogLevel.Warning, "Journal {Location} could not update {What}; it will be tried again.")]
    public static partial void UpkeepFailed(this ILogger logger, Exception exception, string location, string what);

    [LoggerMessage(107, LogLevel.Critical, "Journal {Location} ended before entries {From} to {To} were durable: they are lost unless they are found at the next start.")]
    public static partial void EndedEarly(this ILogger logger, string location, long from, long to);

    [LoggerMessage(108, LogLevel.Critical, "The disk under journal {Location} is full: events are refused until there is room again. Free space or lower the journal's budget.")]
    public static partial void DiskFull(this ILogger logger, string location);

    [LoggerMessage(109, LogLevel.Warning, "The disk under journal {Location} has room again; events are accepted.")]
    public static partial void DiskHasRoom(this ILogger logger, string location);

    [LoggerMessage(110, LogLevel.Warning, "Journal {Location} waits for its lock, which is held by {Holder}.")]
    public static partial void WaitingForLock(this ILogger logger, string location, string holder);

    [LoggerMessage(111, LogLevel.Warning, "Journal {Location}: {What}")]
    public static partial void Oddity(this ILogger logger, string location, string what);
}
