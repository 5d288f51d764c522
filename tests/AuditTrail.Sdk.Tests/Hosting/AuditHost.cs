using AuditTrail.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Hosting;

/// <summary>Builds hosts with a folder of their own as content root, and collects what they log.</summary>
internal sealed class AuditHost : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    public string ContentRoot { get; } = Path.Combine(Path.GetTempPath(), "audittrail-" + Guid.NewGuid().ToString("N"));

    public CollectingLogs Logs { get; } = new();

    public string Environment { get; set; } = Environments.Development;

    public IHost Build(Action<IServiceCollection> configure, params (string Key, string? Value)[] configuration)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ApplicationName = "orders.example.com",
            ContentRootPath = Directory.CreateDirectory(ContentRoot).FullName,
            EnvironmentName = Environment,
        });
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.Logging.AddProvider(Logs);
        configure(builder.Services);
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    /// <summary>A host with the default recorder, which is set up so and which records into memory.</summary>
    public IHost BuildInMemory(Action<AuditTrailBuilder>? audit = null, params (string Key, string? Value)[] configuration) =>
        Build(services => services.UseInMemoryAuditTrail().AddAuditTrail(audit), configuration);

    public string PathOf(params string[] parts) => Path.Combine([ContentRoot, .. parts]);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        if (Directory.Exists(ContentRoot))
        {
            Directory.Delete(ContentRoot, recursive: true);
        }
    }
}
