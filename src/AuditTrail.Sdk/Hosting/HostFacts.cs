using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.Hosting;

/// <summary>What the surrounding host says of itself; a program without a host gets what is true for a plain process.</summary>
internal sealed class HostFacts
{
    public HostFacts(IHostEnvironment? environment = null)
    {
        ContentRoot = environment?.ContentRootPath is { Length: > 0 } root ? root : Directory.GetCurrentDirectory();
        Application = environment?.ApplicationName is { Length: > 0 } name ? name : Assembly.GetEntryAssembly()?.GetName().Name ?? "application";
        Environment = environment?.EnvironmentName ?? Environments.Production;
    }

    public string ContentRoot { get; }

    public string Application { get; }

    public string Environment { get; }

    public bool IsDevelopment => string.Equals(Environment, Environments.Development, StringComparison.OrdinalIgnoreCase);
}
