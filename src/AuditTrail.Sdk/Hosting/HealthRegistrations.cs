using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AuditTrail.Hosting;

/// <summary>A check for every recorder, also for those that are registered after the checks.</summary>
internal sealed class HealthRegistrations(IEnumerable<RecorderRegistration> recorders) : IConfigureOptions<HealthCheckServiceOptions>
{
    private const string Tag = "audittrail";

    public void Configure(HealthCheckServiceOptions options)
    {
        foreach (var name in recorders.Select(recorder => recorder.Name))
        {
            options.Registrations.Add(new HealthCheckRegistration(
                name.Length == 0 ? Tag : $"{Tag}-{name}",
                services => new AuditTrailHealthCheck(RecorderIn(services, name), services.GetService<TimeProvider>() ?? TimeProvider.System),
                failureStatus: null,
                tags: [Tag]));
        }
    }

    private static IAuditRecorder RecorderIn(IServiceProvider services, string name) =>
        name.Length == 0 ? services.GetRequiredService<IAuditRecorder>() : services.GetRequiredKeyedService<IAuditRecorder>(name);
}
