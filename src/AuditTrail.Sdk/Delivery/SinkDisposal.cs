using AuditTrail.Diagnostics;
using AuditTrail.Trails;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Delivery;

/// <summary>Disposes a trail's sink, which may be disposable in either way or not at all. Never throws.</summary>
internal static class SinkDisposal
{
    public static async ValueTask OfAsync(Trail trail, ILogger logger)
    {
        try
        {
            if (trail.Sink is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (trail.Sink as IDisposable)?.Dispose();
            }
        }
        catch (Exception exception)
        {
            // Sink code; every other trail still has to be disposed.
            DeliveryLog.DisposeFailed(logger, trail.Name, exception);
        }
    }
}
