using AuditTrail.Sinks;
using AuditTrail.Trails;

namespace AuditTrail.Hosting;

/// <summary>One trail as it was set up, before any sink exists.</summary>
/// <param name="Name">The trail's name; also its cursor's.</param>
/// <param name="Origin">Where it was set up: "code", or the configuration section's full name.</param>
internal sealed record TrailSetup(string Name, string Origin)
{
    /// <summary>The origin of a trail that was set up in code.</summary>
    public const string Code = "code";

    /// <summary>What makes the sink, when the recorder opens; null when none was chosen.</summary>
    public Func<SinkContext, IAuditSink>? CreateSink { get; set; }

    public TrailSelector Selector { get; set; } = TrailSelector.Everything;

    public BehindPolicy WhenBehind { get; set; }

    public bool FromOldest { get; set; }

    /// <summary>What the sink writes, if it is the file sink.</summary>
    public FileSinkOptions? Files { get; set; }

    /// <summary>Whether the sink keeps events in memory only.</summary>
    public bool InMemory { get; set; }

    /// <summary>What is wrong with the sink's options, as set up in code.</summary>
    public List<string> Problems { get; } = [];
}
