namespace AuditTrail.Aws;

/// <summary>The pace of all requests to one account in one region: evenly spaced, so that no second has more than are allowed. Thread-safe.</summary>
internal sealed class LakePace(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;                             // under _gate, as below
    private TimeSpan _interval;

    /// <summary>The time from one request to the next.</summary>
    public TimeSpan Interval
    {
        get
        {
            lock (_gate)
            {
                return _interval;
            }
        }
    }

    /// <summary>The slowest trail's pace is everybody's.</summary>
    public void Allow(int requestsPerSecond)
    {
        var interval = TimeSpan.FromSeconds(1) / requestsPerSecond;
        lock (_gate)
        {
            _interval = interval > _interval ? interval : _interval;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            _next = _next > now ? _next : now;
            wait = _next - now;
            _next += _interval;
        }

        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            // Timers count whole milliseconds, and the rest would be forgotten.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                // A turn that nobody takes is the next one's who comes.
                _next -= _interval;
            }

            throw;
        }
    }
}
