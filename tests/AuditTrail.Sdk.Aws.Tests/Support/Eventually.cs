namespace AuditTrail.Aws.Tests.Support;

/// <summary>Waits for a condition instead of for a time.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(condition, () => what, TimeSpan.FromSeconds(60));

    /// <param name="condition">What has to become true.</param>
    /// <param name="what">Says it in words, when it has not.</param>
    /// <param name="patience">How long at most.</param>
    public static async Task IsTrueAsync(Func<bool> condition, Func<string> what, TimeSpan patience)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(5))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"After {patience.TotalSeconds:0} s it is still not true that {what()}.");
        }
    }
}
