using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;
using Perfolizer.Metrology;

namespace AuditTrail.Benchmarks.Support;

/// <summary>How every question is measured: allocated bytes always, times over iterations of half a second (a quarter when quick).</summary>
internal sealed class BenchmarkSettings : ManualConfig
{
    public BenchmarkSettings(bool quick)
    {
        // One invocation may last a second (512 callers, one sync each), so nothing is unrolled.
        AddJob(Job.Default
            .WithId(quick ? "quick" : "full")
            .WithUnrollFactor(1)
            .WithWarmupCount(quick ? 1 : 3)
            .WithIterationCount(quick ? 3 : 10)
            .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 250 : 500)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        HideColumns(Column.Error, Column.RatioSD, Column.Median, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
        WithSummaryStyle(SummaryStyle.Default.WithSizeUnit(SizeUnit.B).WithTimeUnit(TimeUnit.Microsecond));
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithBuildTimeout(TimeSpan.FromMinutes(15));
        WithArtifactsPath(BenchmarkDirectory.Artifacts);
    }
}
