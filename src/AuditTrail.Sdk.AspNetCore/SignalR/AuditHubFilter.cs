using AuditTrail.Recording;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Records what happens on SignalR's connections: that they open and close, and each invocation. The result, or the exception, is the hub's own.</summary>
internal sealed class AuditHubFilter : IHubFilter
{
    private readonly Lazy<HubRecording?> _recording;

    /// <summary>Nothing is opened before a hub is called.</summary>
    public AuditHubFilter(IServiceProvider services) => _recording = new(() => RecordingOf(services));

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (_recording.Value?.Begin(invocationContext) is not { } deed)
        {
            return await next(invocationContext);
        }

        if (deed.Plan.IsStream)
        {
            await deed.StartAsync();
        }

        object? result;
        try
        {
            result = await next(invocationContext);
        }
        catch (Exception exception)
        {
            await deed.EndAsync(exception, isAborted: false);
            throw;
        }

        if (result is not null && deed.Plan.Watch is { } watch)
        {
            return watch(result, deed);
        }

        // Before the answer leaves.
        await deed.EndAsync(exception: null, isAborted: false);
        return result;
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var deed = _recording.Value?.Begin(context, nameof(OnConnectedAsync));
        try
        {
            await next(context);
        }
        catch (Exception exception) when (deed is not null)
        {
            await deed.EndAsync(exception, isAborted: false);
            throw;
        }

        if (deed is not null)
        {
            await deed.EndAsync(exception: null, isAborted: false);
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (_recording.Value?.Begin(context, nameof(OnDisconnectedAsync)) is { } deed)
        {
            await deed.EndAsync(exception, isAborted: false);
        }

        await next(context, exception);
    }

    private static HubRecording? RecordingOf(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<AuditHttpOptions>>().Value;
        var recorder = options.Recorder.Length == 0 ? services.GetService<IAuditRecorder>() : services.GetKeyedService<IAuditRecorder>(options.Recorder);
        if (recorder is null)
        {
            // The package's services without a recorder: somebody set its options and records nothing.
            return null;
        }

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        return new HubRecording(recorder, new CaptureRules(options), services.GetService<TimeProvider>() ?? TimeProvider.System, logger);
    }
}
