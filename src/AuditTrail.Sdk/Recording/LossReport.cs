namespace AuditTrail.Recording;

/// <summary>Lets one message a second through and counts the others: a stalled disk must not drown the log that tells of it. Thread-safe.</summary>
internal sealed class LossReport(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _unsaid;
    private long? _last;

    /// <summary>How many events to tell of now, or 0 to keep silent.</summary>
    public long Next()
    {
        lock (_lock)
        {
            _unsaid++;
            if (_last is { } last && time.GetElapsedTime(last) < Pause)
            {
                return 0;
            }

            _last = time.GetTimestamp();
            var count = _unsaid;
            _unsaid = 0;
            return count;
        }
    }
}
