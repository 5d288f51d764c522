using Microsoft.Extensions.Configuration;

namespace AuditTrail.Hosting;

/// <summary>A section under <c>AuditTrail</c> with the options of another package, such as <c>Http</c>. That package registers it as a service; without it the section's keys are unknown ones.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class PackageSection
{
    /// <summary>Names the section.</summary>
    /// <param name="name">The key under <c>AuditTrail</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public PackageSection(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The key under <c>AuditTrail</c>.</summary>
    public string Name { get; }

    /// <summary>Reads the section. Whatever key the action does not ask for is a problem.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <param name="read">Reads each option once, with its fallback.</param>
    /// <returns>Everything that is wrong, each with the key's full name; empty when nothing is.</returns>
    public IReadOnlyList<string> Read(IConfiguration configuration, Action<OptionsSection> read)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(read);
        var problems = new List<string>();
        var section = new OptionsSection(configuration.GetSection($"{RecorderRegistration.RootSection}:{Name}"), problems);
        read(section);
        section.RejectUnknown();
        return problems;
    }
}
