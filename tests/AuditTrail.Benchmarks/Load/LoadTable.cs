using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AuditTrail.Benchmarks.Support;

namespace AuditTrail.Benchmarks.Load;

/// <summary>What does a real load generator (wrk, 64 connections) see over Kestrel, and what does a request cost the server?</summary>
internal static partial class LoadTable
{
    private const int Connections = 64;

    private static readonly (string Kind, string Survives)[] Kinds =
    [
        (LoadServer.Nothing, "nothing is recorded"),
        (LoadServer.HttpLogging, "nothing"),
        (LoadServer.Serialised, "nothing"),
        (LoadServer.Durable, "`kill -9` and power loss, before the answer"),
    ];

    public static async Task<string> MeasureAsync(bool quick)
    {
        var table = new StringBuilder("### Load\n\n| request path | requests/s | CPU a request | bytes a request | p50 | p99 | what is recorded survives |\n|---|---:|---:|---:|---:|---:|---|\n");
        foreach (var (kind, survives) in Kinds)
        {
            var figures = await MeasureAsync(kind, seconds: quick ? 4 : 15);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {figures.PerSecond:N0} | {figures.Cpu:0.0} µs | {figures.Bytes:N0} B | {figures.P50} | {figures.P99} | {survives} |");
        }

        return table.AppendLine().ToString();
    }

    private static async Task<(double PerSecond, double Cpu, double Bytes, string P50, string P99)> MeasureAsync(string kind, int seconds)
    {
        var directory = BenchmarkDirectory.Create("Load");
        var script = Path.Combine(directory, "post.lua");
        await File.WriteAllTextAsync(script, "wrk.method = \"POST\"\nwrk.headers[\"User-Agent\"] = \"OrdersApp/4.2 (iOS 19.1)\"\n");
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Program.OwnArguments, "serve", kind, directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var url = (await server.StandardOutput.ReadLineAsync())!;
        await WrkAsync(url, script, seconds: 5);
        var before = await AskAsync(server);
        var output = await WrkAsync(url, script, seconds);
        var after = await AskAsync(server);
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        BenchmarkDirectory.Delete(directory);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{kind}:\n{output}");
        }

        var requests = double.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        return (
            double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            (after.Cpu - before.Cpu) / requests,
            (after.Bytes - before.Bytes) / requests,
            Percentile(50).Match(output).Groups[1].Value,
            Percentile(99).Match(output).Groups[1].Value);
    }

    private static async Task<(double Cpu, double Bytes)> AskAsync(Process server)
    {
        await server.StandardInput.WriteLineAsync("figures");
        var answer = (await server.StandardOutput.ReadLineAsync())!.Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    private static async Task<string> WrkAsync(string url, string script, int seconds)
    {
        string[] arguments = ["-t", "1", "-c", Connections.ToString(CultureInfo.InvariantCulture), "-d", $"{seconds}s", "--timeout", "30s", "--latency", "-s", script, $"{url}/orders/17/refund"];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return output;
    }

    private static Regex Percentile(int percent) => new($@"^\s+{percent}%\s+(\S+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();
}
