using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;

namespace AuditTrail.Benchmarks.Survival;

/// <summary>What survives? A process is killed while it records, and what it was told of is looked for; its syncs are counted, since power cannot be cut here.</summary>
internal static class SurvivalTable
{
    private const int Traced = 1_000;

    public static async Task<string> MeasureAsync(bool quick)
    {
        var kills = quick ? 3 : 10;
        var table = new StringBuilder("### Survival\n\n| contender | returned calls, all kills | of these missing after `kill -9` | syncs for 1,000 events of one caller | survives a power loss |\n|---|---:|---:|---:|---|\n");
        foreach (var contender in RecordingChild.Contenders)
        {
            var (returned, missing) = (0L, 0L);
            for (var kill = 0; kill < kills; kill++)
            {
                var (said, found) = await KillAsync(contender, TimeSpan.FromMilliseconds(200 + (100 * kill)));
                returned += said;
                missing += Math.Max(0, said - found);
            }

            var syncs = await CountSyncsAsync(contender);
            var power = syncs >= Traced ? "yes" : "no: what is in the page cache is lost";
            table.AppendLine(CultureInfo.InvariantCulture, $"| {contender} | {returned:N0} | {missing:N0} | {syncs:N0} | {power} |");
        }

        return table.AppendLine().ToString();
    }

    private static async Task<(int Said, int Found)> KillAsync(string contender, TimeSpan after)
    {
        var directory = BenchmarkDirectory.Create("Survival");
        using var child = Start(Environment.ProcessPath!, Arguments(contender, directory, int.MaxValue));
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(child.StandardOutput.BaseStream, first);
        await Task.WhenAny(first.Task, reading);
        await Task.Delay(after);
        child.Kill();
        await child.WaitForExitAsync();
        var said = await reading;
        if (contender == RecordingChild.Ours)
        {
            // Opening recovers the journal; stopping delivers it into the files.
            using var application = await RecordingApplication.StartAsync(directory, drain: TimeSpan.FromMinutes(1));
        }

        var found = Directory.EnumerateFiles(directory, "*.jsonl").SelectMany(File.ReadLines).Count(IsEvent);
        BenchmarkDirectory.Delete(directory);
        return (said, found);
    }

    private static async Task<int> ReadAsync(Stream output, TaskCompletionSource? first = null)
    {
        var last = 0;
        var buffer = new byte[4];
        while (await output.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false) == 4)
        {
            last = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            first?.TrySetResult();
        }

        return last;
    }

    /// <summary>A whole line with the event's name; a torn one is missing.</summary>
    private static bool IsEvent(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return line.Contains($"\"{SampleEvent.Name}\"", StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<int> CountSyncsAsync(string contender)
    {
        var directory = BenchmarkDirectory.Create("Survival");
        var trace = Path.Combine(directory, "trace");
        using var child = Start("strace", ["-f", "-e", "trace=fsync,fdatasync,msync,sync_file_range", "-o", trace, Environment.ProcessPath!, .. Arguments(contender, directory, Traced)]);
        await ReadAsync(child.StandardOutput.BaseStream);
        await child.WaitForExitAsync();

        // A call that another thread interrupts stands on two lines; the second one has no arguments.
        var syncs = File.ReadLines(trace).Count(line => line.Contains("sync(", StringComparison.Ordinal) || line.Contains("sync_file_range(", StringComparison.Ordinal));
        BenchmarkDirectory.Delete(directory);
        return syncs;
    }

    private static string[] Arguments(string contender, string directory, int events) =>
        [.. Program.OwnArguments, "record", contender, directory, events.ToString(CultureInfo.InvariantCulture)];

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} did not start.");
}
