using AuditTrail.Sinks;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Hosting;

/// <summary>Sets up one recorder. What is said here wins over the configuration section; a trail is set up in one of the two.</summary>
/// <remarks>Nothing is opened, created or connected before the host starts or the first event is recorded. Not thread-safe.</remarks>
public sealed class AuditTrailBuilder
{
    internal AuditTrailBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The application's services, for packages that add to the audit trail.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The recorder's name; empty for the default one.</summary>
    public string Name { get; }

    /// <summary>Names this application in its events (<c>eventSource</c>), as <c>orders.example.com</c>.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public AuditTrailBuilder From(string source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        return Configure(options => options.Source = source);
    }

    /// <summary>Sets the recorder's directory: the journal lies in its <c>journal</c>, file sinks write into it.</summary>
    /// <param name="path">Absolute, or relative to the content root. Two recorders cannot share one.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public AuditTrailBuilder Directory(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Configure(options => options.Directory = path);
    }

    /// <summary>Sets any other option.</summary>
    public AuditTrailBuilder Configure(Action<AuditTrailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Adds a trail: what goes where. Without any, everything goes into files (<c>events-*.jsonl</c> in the recorder's directory).</summary>
    /// <param name="name">Letters, digits, '.', '-' and '_', at most 64; also the name of the trail's cursor, so a trail that is renamed is a new one.</param>
    /// <param name="configure">Chooses the sink and, if not everything is wanted, the events.</param>
    public AuditTrailBuilder Trail(string name, Action<TrailBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var trail = new TrailSetup(name, TrailSetup.Code);
        configure(new TrailBuilder(trail));
        return Configure(options => options.Trails.Add(trail));
    }

    /// <summary>Makes a kind of sink known to the configuration of every recorder: <c>Trails:NAME:Sink</c> names it, and its options stand in <c>Trails:NAME:SINK</c>.</summary>
    /// <param name="name">As it stands in the configuration, for example <c>S3</c>.</param>
    /// <param name="bind">Reads the options once, at the start, and returns what makes the sink; touches nothing outside. Keys that it does not read are reported as unknown.</param>
    public AuditTrailBuilder AddSinkType(string name, Func<OptionsSection, Func<SinkContext, IAuditSink>> bind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(bind);
        Services.AddSingleton(new SinkType(name, bind));
        return this;
    }
}
