using AuditTrail.AspNetCore;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts recording into the request pipeline.</summary>
public static class AuditTrailApplicationBuilderExtensions
{
    /// <summary>Records every request that comes by: put it first, so that refusals and error pages come by too.</summary>
    /// <param name="app">The pipeline.</param>
    /// <exception cref="InvalidOperationException"><c>services.AddAuditTrail(…)</c> has not been called.</exception>
    /// <exception cref="OptionsValidationException">A value of <see cref="AuditHttpOptions"/> is out of range.</exception>
    public static IApplicationBuilder UseAuditTrail(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = app.ApplicationServices;
        var options = services.GetRequiredService<IOptions<AuditHttpOptions>>().Value;
        var rules = new CaptureRules(options, asksEverywhere: services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null);
        ThrowIfMissing(services, options.Recorder);
        MarkOf(services).Set();

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        var order = new OrderWarning(logger);
        order.Check(app.Properties);
        return app.Use(next =>
        {
            // Not before the host starts: a host that is built and never started opens no recorder.
            ForwardedHeadersWarning.Check(services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value, logger);
            var recorder = options.Recorder.Length == 0
                ? services.GetRequiredService<IAuditRecorder>()
                : services.GetRequiredKeyedService<IAuditRecorder>(options.Recorder);
            var recording = new RequestRecording(recorder, rules, services.GetService<TimeProvider>() ?? TimeProvider.System, logger);
            return new AuditMiddleware(next, recording, order).InvokeAsync;
        });
    }

    private static PipelineMark MarkOf(IServiceProvider services) => services.GetService<PipelineMark>()
        ?? throw new InvalidOperationException("app.UseAuditTrail() lacks the services that keep required endpoints from running unrecorded: a recorder of your own needs services.AddAuditTrailHttp(…) too.");

    private static void ThrowIfMissing(IServiceProvider services, string recorder)
    {
        if (services.GetService<IServiceProviderIsKeyedService>() is not { } known)
        {
            return;
        }

        if (recorder.Length == 0 ? !known.IsService(typeof(IAuditRecorder)) : !known.IsKeyedService(typeof(IAuditRecorder), recorder))
        {
            var call = recorder.Length == 0 ? "services.AddAuditTrail(…)" : $"services.AddAuditTrail(\"{recorder}\", …)";
            throw new InvalidOperationException($"app.UseAuditTrail() has no recorder to record into: call {call} first.");
        }
    }
}
