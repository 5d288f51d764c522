using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AuditTrail.Benchmarks.Support;

/// <summary>What <see cref="CpuMeter"/> measured.</summary>
internal sealed class CpuColumn : IColumn
{
    public string Id => nameof(CpuColumn);

    public string ColumnName => "CPU";

    public string Legend => "CPU time of all threads an operation (user and system), waits left out";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        CpuMeter.Read(CpuMeter.NameOf(benchmarkCase.Descriptor.Type, benchmarkCase.Descriptor.WorkloadMethod.Name)) is { } nanoseconds
            ? (nanoseconds / 1000).ToString("0.00 'us'", CultureInfo.InvariantCulture)
            : "NA";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
