using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace AuditTrail.Benchmarks.Support;

/// <summary>All tables of one run in one file, ready to be pasted into the README.</summary>
internal static class ResultsFile
{
    private static string File => Path.Combine(BenchmarkDirectory.Artifacts, "results.md");

    /// <summary>Adds a table that processes of our own measured behind those of BenchmarkDotNet.</summary>
    public static void Append(string table)
    {
        Directory.CreateDirectory(BenchmarkDirectory.Artifacts);
        System.IO.File.AppendAllText(File, table);
        Console.WriteLine(table);
    }

    public static void Write(IReadOnlyList<Summary> summaries)
    {
        if (summaries.Count == 0)
        {
            return;
        }

        using (var writer = new StreamWriter(File))
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

        Console.WriteLine($"// All tables: {File}");
    }
}
