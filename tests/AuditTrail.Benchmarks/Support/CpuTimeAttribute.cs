using BenchmarkDotNet.Attributes;

namespace AuditTrail.Benchmarks.Support;

/// <summary>Adds <see cref="CpuColumn"/> to a question whose benchmarks count with a <see cref="CpuMeter"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CpuTimeAttribute() : ColumnConfigBaseAttribute(new CpuColumn());
