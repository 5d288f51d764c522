using System.Globalization;

namespace AuditTrail.Benchmarks.Support;

/// <summary>CPU time of the whole process an operation, the journal's thread included and waits left out, which a stopwatch cannot tell.</summary>
/// <remarks>Measured before BenchmarkDotNet's own work begins, which a slow operation would otherwise carry. The process of a benchmark leaves the figure in a file beside its data, where <see cref="CpuColumn"/> of the host process finds it.</remarks>
internal sealed class CpuMeter(string benchmark)
{
    public static double? Read(string benchmark)
    {
        var path = PathOf(benchmark);
        return File.Exists(path) ? double.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : null;
    }

    public static string NameOf(Type type, string method) => $"{type.Name}.{method}";

    /// <summary>Runs <paramref name="operation"/> until the compiler has done its last tier, and then for the figure.</summary>
    public async Task MeasureAsync(Func<Task> operation)
    {
        await RunAsync(operation, TimeSpan.FromSeconds(3));
        var before = Environment.CpuUsage.TotalTime;
        var operations = await RunAsync(operation, TimeSpan.FromSeconds(1));
        var nanoseconds = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / operations;
        File.WriteAllText(PathOf(benchmark), nanoseconds.ToString("R", CultureInfo.InvariantCulture));
    }

    private static async Task<long> RunAsync(Func<Task> operation, TimeSpan duration)
    {
        var operations = 0L;
        var end = Environment.TickCount64 + (long)duration.TotalMilliseconds;
        while (Environment.TickCount64 < end)
        {
            for (var i = 0; i < 16; i++)
            {
                await operation();
            }

            operations += 16;
        }

        return operations;
    }

    private static string PathOf(string benchmark) => Path.Combine(BenchmarkDirectory.Root, $"{benchmark}.cpu");
}
