using System.Globalization;

namespace AuditTrail.Events.Principals;

/// <summary>When somebody signed in, as CloudTrail writes it.</summary>
internal static class SignInTime
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <param name="value">Seconds since 1970, as tokens say it, or a date, as WS-Federation does.</param>
    /// <returns>Null for what is neither.</returns>
    public static string? Read(string? value)
    {
        DateTimeOffset time;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            if (seconds > Latest)
            {
                return null;
            }

            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        else if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time))
        {
            return null;
        }

        return time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
