namespace AuditTrail.Archive;

/// <summary>Times as coarse as names are.</summary>
internal static class WholeTime
{
    public static DateTimeOffset Second(DateTimeOffset time) => Floor(time, TimeSpan.TicksPerSecond);

    public static DateTimeOffset Minute(DateTimeOffset time) => Floor(time, TimeSpan.TicksPerMinute);

    /// <summary>The first whole minute that is not before a time.</summary>
    public static DateTimeOffset NextMinute(DateTimeOffset time) => Floor(time.AddTicks(TimeSpan.TicksPerMinute - 1), TimeSpan.TicksPerMinute);

    public static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Floor(DateTimeOffset time, long ticks) => new(time.UtcTicks - (time.UtcTicks % ticks), TimeSpan.Zero);
}
