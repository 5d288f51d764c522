using BenchmarkDotNet.Attributes;

namespace AuditTrail.Benchmarks.Support;

/// <summary>Adds <see cref="EventsPerSecondColumn"/> to a question.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EventsPerSecondAttribute() : ColumnConfigBaseAttribute(new EventsPerSecondColumn());
