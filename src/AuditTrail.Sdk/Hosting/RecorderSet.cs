using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Hosting;

/// <summary>Every recorder of the application.</summary>
internal sealed class RecorderSet(IEnumerable<RecorderRegistration> registrations, IServiceProvider services)
{
    public IEnumerable<RecorderRuntime> All() => registrations.Select(registration => services.GetRequiredKeyedService<RecorderRuntime>(registration.Name));

    /// <exception cref="InvalidOperationException">Another recorder has the same directory.</exception>
    public void CheckDirectory(RecorderRuntime recorder)
    {
        foreach (var other in All().Where(other => other != recorder && !recorder.InMemory && other.Directory.IsSameAs(recorder.Directory)))
        {
            var named = recorder.Name.Length > 0 ? recorder.Name : other.Name;
            throw new InvalidOperationException(
                $"Two recorders, '{recorder.Name}' and '{other.Name}', have the same directory '{recorder.Directory.Root}'; set {RecorderRegistration.SectionOf(named)}:Directory to one of its own.");
        }
    }
}
