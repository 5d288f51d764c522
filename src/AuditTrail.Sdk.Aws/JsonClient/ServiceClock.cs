using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>Compares this machine's clock with a service's: the SDK corrects its signatures in silence, and the events keep the wrong times. Thread-safe.</summary>
/// <param name="service">The service, as it is called in a sentence.</param>
/// <param name="time">This machine's clock.</param>
/// <param name="logger">Where a difference is told of, when it begins and when it ended.</param>
internal sealed class ServiceClock(string service, TimeProvider time, ILogger logger)
{
    // An answer's time is a whole second, and the answer may have been on its way for the length of a time-out.
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private bool _differs; // under _gate

    /// <param name="theirs">When the service says that it answered; null if it did not say.</param>
    public void Compare(DateTimeOffset? theirs)
    {
        if (theirs is not { } now)
        {
            return;
        }

        var ahead = time.GetUtcNow() - now;
        var differs = ahead.Duration() > Allowed;
        lock (_gate)
        {
            if (differs == _differs)
            {
                return;
            }

            _differs = differs;
        }

        if (differs)
        {
            Log.ClockDiffers(logger, service, Math.Round(ahead.Duration().TotalMinutes, 1).ToString(CultureInfo.InvariantCulture), ahead > TimeSpan.Zero ? "ahead of" : "behind");
        }
        else
        {
            Log.ClockAgrees(logger, service);
        }
    }
}
