using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>The times in names. They never go back, however the clock does.</summary>
internal sealed class ArchiveClock
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly TimeSpan _digestInterval;
    private readonly ILogger _logger;
    private long _cutAt;
    private bool _isBehind;

    public ArchiveClock(TimeProvider time, TimeSpan digestInterval, ILogger logger)
    {
        _time = time;
        _digestInterval = digestInterval;
        _logger = logger;
        _cutAt = time.GetTimestamp();
    }

    private DateTimeOffset Now => WholeTime.Second(_time.GetUtcNow());

    /// <summary>When the next log file is published.</summary>
    /// <remarks>Its key names the minute only. From the minute behind the newest digest's end on, that is enough to tell what that digest had to list.</remarks>
    public DateTimeOffset NextLogFile(ArchiveState state)
    {
        var now = Now;
        var least = WholeTime.Later(state.Time + Second, state.Head is { } head ? WholeTime.NextMinute(head.EndTime) : DateTimeOffset.UnixEpoch);
        var wasBehind = _isBehind;
        _isBehind = least - now > Tolerated;
        if (_isBehind && !wasBehind)
        {
            ArchiveLog.ClockBehind(_logger, now, state.Time);
        }

        return WholeTime.Later(now, least);
    }

    /// <summary>The end of the digest that is due; null when none is.</summary>
    /// <remarks>Also by the time that passed, whatever the clock says of it: one that jumped years ahead and back would else stop the digests for years.</remarks>
    public DateTimeOffset? DueDigest(ArchiveState state, ChainHead head)
    {
        var now = Now;
        var intervals = (now - head.EndTime).Ticks / _digestInterval.Ticks;
        DateTimeOffset? due = intervals >= 1 ? head.EndTime.AddTicks(intervals * _digestInterval.Ticks)
            : _time.GetElapsedTime(_cutAt) >= _digestInterval ? head.EndTime + _digestInterval
            : null;

        // What was published while the clock was ahead would else wait until the time is there again.
        return due is { } end && state.Files.Count > 0 && state.Files[^1].Time - now > Tolerated ? WholeTime.Later(end, EarlyDigest(state)) : due;
    }

    /// <summary>The end of a digest that comes before its time: behind everything that was published.</summary>
    public DateTimeOffset EarlyDigest(ArchiveState state)
    {
        var end = WholeTime.Later(Now, state.Files.Count > 0 ? state.Files[^1].Time + Second : DateTimeOffset.UnixEpoch);
        return state.Head is { } head ? WholeTime.Later(end, head.EndTime + Second) : end;
    }

    /// <summary>A digest was written.</summary>
    public void DigestWritten() => _cutAt = _time.GetTimestamp();
}
