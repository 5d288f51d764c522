using System.Reflection;
using AuditTrail.Benchmarks.Archive;
using AuditTrail.Benchmarks.Load;
using AuditTrail.Benchmarks.Sinks;
using AuditTrail.Benchmarks.Support;
using AuditTrail.Benchmarks.Survival;
using BenchmarkDotNet.Running;

namespace AuditTrail.Benchmarks;

internal static class Program
{
    /// <summary>What stands before our arguments when this program starts itself: the assembly, where the process is <c>dotnet</c>.</summary>
    public static IEnumerable<string> OwnArguments =>
        string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.Ordinal) ? [Assembly.GetExecutingAssembly().Location] : [];

    /// <summary>The first words of our own are below; everything else is BenchmarkDotNet's.</summary>
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["serve", var kind, var directory]:
                await LoadServer.RunAsync(kind, directory);
                return 0;
            case ["record", var contender, var directory, var events]:
                await RecordingChild.RunAsync(contender, directory, int.Parse(events, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case ["archive", .. var rest]:
                BenchmarkDirectory.Prepare();
                ResultsFile.Append(await ArchiveTable.MeasureAsync(rest is ["quick"]));
                return 0;
            case ["sinks", .. var rest]:
                BenchmarkDirectory.Prepare();
                ResultsFile.Append(await SinkTable.MeasureAsync(rest is ["quick"]));
                return 0;
            case ["sink-server", var kind]:
                await SinkServer.RunAsync(kind);
                return 0;
            case ["verify", .. var rest]:
                return await VerifierBesideGzip.MeasureAsync(rest is [var files] ? int.Parse(files, System.Globalization.CultureInfo.InvariantCulture) : 200);
            case ["verify-once", var root]:
                return await VerifierBesideGzip.VerifyOnceAsync(root);
            case ["processes", .. var rest]:
                BenchmarkDirectory.Prepare();
                ResultsFile.Append(await LoadTable.MeasureAsync(rest is ["quick"]));
                ResultsFile.Append(await SurvivalTable.MeasureAsync(rest is ["quick"]));
                ResultsFile.Append(await ArchiveTable.MeasureAsync(rest is ["quick"]));
                ResultsFile.Append(await SinkTable.MeasureAsync(rest is ["quick"]));
                return 0;
            default:
                return Benchmark(args);
        }
    }

    private static int Benchmark(string[] args)
    {
        var quick = args is ["quick", ..];
        var arguments = quick ? args[1..] : args;
        if (quick && arguments.Length == 0)
        {
            arguments = ["--filter", "*"];
        }

        BenchmarkDirectory.Prepare();
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new BenchmarkSettings(quick)).ToList();
        ResultsFile.Write(summaries);
        return summaries.Count == 0 || summaries.Exists(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
    }
}
