using AuditTrail.Sinks;

namespace AuditTrail.Hosting;

/// <summary>A kind of sink that configuration can name.</summary>
/// <param name="Name">What stands under <c>Sink</c>, and the name of the section with the sink's own options.</param>
/// <param name="Bind">Reads the options and returns what makes the sink when the recorder opens.</param>
internal sealed record SinkType(string Name, Func<OptionsSection, Func<SinkContext, IAuditSink>> Bind);
