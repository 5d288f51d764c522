namespace AuditTrail.Journal;

/// <summary>Times on disk: nanoseconds since 1970 UTC. The range is 1677 to 2262; what lies outside is moved to its end.</summary>
internal static class NanoTime
{
    private const long MaxTicks = long.MaxValue / 100;

    public static long From(DateTimeOffset time) => Math.Clamp((time - DateTimeOffset.UnixEpoch).Ticks, -MaxTicks, MaxTicks) * 100;

    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
