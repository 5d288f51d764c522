namespace AuditTrail.Delivery;

/// <summary>Time since the loop began: deadlines on it do not move when somebody sets the wall clock.</summary>
internal sealed class LoopClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>The earliest of some points in time, or null when there is none.</summary>
    public static TimeSpan? Earliest(params ReadOnlySpan<TimeSpan?> points)
    {
        TimeSpan? earliest = null;
        foreach (var point in points)
        {
            earliest = earliest is null || point < earliest ? point ?? earliest : earliest;
        }

        return earliest;
    }
}
