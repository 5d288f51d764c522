using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace AuditTrail.Benchmarks.Support;

/// <summary>All tables of one run in one file, ready to be pasted into the README.</summary>
internal static class ResultsFile
{
    public static void Write(IReadOnlyList<Summary> summaries)
    {
        if (summaries.Count == 0)
        {
            return;
        }

        var path = Path.Combine(BenchmarkDirectory.Artifacts, "results.md");
        using (var writer = new StreamWriter(path))
        using (var logger = new StreamLogger(writer))
        {
            foreach (var summary in summaries)
            {
                logger.WriteLine($"### {summary.BenchmarksCases[0].Descriptor.Type.Name}");
                logger.WriteLine();
                MarkdownExporter.GitHub.ExportToLog(summary, logger);
                logger.WriteLine();
            }
        }

        Console.WriteLine($"// All tables: {path}");
    }
}
