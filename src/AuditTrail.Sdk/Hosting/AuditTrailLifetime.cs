using Microsoft.Extensions.Hosting;

namespace AuditTrail.Hosting;

/// <summary>Opens every recorder before the first service of the host starts, and closes it after the last one has stopped: no request falls outside.</summary>
internal sealed class AuditTrailLifetime(RecorderSet recorders) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var recorder in recorders.All())
        {
            await recorder.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>Side by side: one recorder's slow sinks must not use up the time that the host leaves to the others.</remarks>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(recorders.All().Select(recorder => recorder.CloseAsync(cancellationToken)));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
