using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>Limits that a sink may state.</summary>
internal static class SinkLimitsCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentException">The message names the trail, the limit, its value and what is allowed.</exception>
    public static void ThrowIfInvalid(Trail trail)
    {
        var limits = trail.Sink.Limits ?? throw new ArgumentException($"The sink of trail '{trail.Name}' states no limits.", nameof(trail));
        Check(limits.MaxEvents >= 1, nameof(limits.MaxEvents), limits.MaxEvents, "at least 1");
        Check(limits.MaxBytes >= 1, nameof(limits.MaxBytes), limits.MaxBytes, "at least 1");
        Check(limits.OverheadPerEvent >= 0, nameof(limits.OverheadPerEvent), limits.OverheadPerEvent, "not negative");
        Check(limits.Linger >= TimeSpan.Zero && limits.Linger <= Longest, nameof(limits.Linger), limits.Linger, "from 0 to one day");
        Check(limits.Interval is null || (limits.Interval > TimeSpan.Zero && limits.Interval <= Longest), nameof(limits.Interval), limits.Interval, "null, or more than 0 and at most one day");
        Check(limits.AttemptTimeout >= TimeSpan.FromMilliseconds(10) && limits.AttemptTimeout <= Longest, nameof(limits.AttemptTimeout), limits.AttemptTimeout, "from 10 ms to one day");

        void Check(bool isRight, string limit, object? value, string allowed)
        {
            if (!isRight)
            {
                throw new ArgumentException($"The sink of trail '{trail.Name}' states {limit} = {value}; it has to be {allowed}.", nameof(trail));
            }
        }
    }
}
