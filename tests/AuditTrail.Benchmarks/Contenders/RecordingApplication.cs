using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>A host with <c>AddAuditTrail</c> and nothing else: the recorder, its journal and the default trail into files.</summary>
internal sealed class RecordingApplication : IDisposable
{
    private readonly IHost _host;

    private RecordingApplication(IHost host) => _host = host;

    public IAuditRecorder Recorder => _host.Services.GetRequiredService<IAuditRecorder>();

    public static async Task<RecordingApplication> StartAsync(string directory, TimeSpan drain = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddAuditTrail(audit => audit
            .From(SampleEvent.Source)
            .Directory(directory)
            .Configure(options => options.DrainTimeout = drain));
        var host = builder.Build();
        await host.StartAsync();
        return new RecordingApplication(host);
    }

    public void Dispose()
    {
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
