using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Benchmarks.Archive;

/// <summary>
/// How many events a second does an archive take, from the journal to the store, beside a bare <c>gzip</c> of the same bytes? Events are recorded while the trail's sink is down; then a host
/// starts whose sink is the archive, and its stop ends the measurement: read, numbered, compressed, hashed, staged and synced, put, proven by digests.
/// </summary>
internal static class ArchiveTable
{
    private const string Trail = "archive";

    public static async Task<string> MeasureAsync(bool quick)
    {
        var events = quick ? 200_000 : 1_000_000;
        var table = new StringBuilder("### Archive\n\n| into | events a second | MB a second, uncompressed | time beside `gzip` | CPU beside `gzip` | compressed to |\n|---|---:|---:|---:|---:|---:|\n");
        var warmedUp = BenchmarkDirectory.Create("Archive");
        await DeliverAsync(20_000, trail => trail.ToArchive(warmedUp, Configure));
        BenchmarkDirectory.Delete(warmedUp);
        var archive = BenchmarkDirectory.Create("Archive");
        var directory = await DeliverAsync(events, trail => trail.ToArchive(archive, Configure));
        var (raw, compressed, gzip) = await GzipAsync(archive);
        Add(table, "`gzip` to nowhere, read from the page cache", events, raw, compressed, gzip, gzip);
        Add(table, "a directory", events, raw, compressed, directory, gzip);
        BenchmarkDirectory.Delete(archive);
        await using var server = await RadosServer.StartAsync();
        await server.CreateBucketAsync("audit-archive");
        Add(table, "Ceph's gateway, in memory on the same machine", events, raw, compressed, await DeliverAsync(events, trail => trail.ToS3("audit-archive", Configure, s3 => s3.Endpoint = server.Endpoint)), gzip);
        return table.AppendLine().ToString();
    }

    private static void Configure(ArchiveOptions options)
    {
        options.LogFileInterval = TimeSpan.FromDays(1);
        using var pair = RSA.Create(2_048);
        options.Signer = RsaDigestSigner.FromPem(pair.ExportRSAPrivateKeyPem());
    }

    private static void Add(StringBuilder table, string into, int events, long raw, long compressed, Cost cost, Cost gzip) => table.AppendLine(
        CultureInfo.InvariantCulture,
        $"| {into} | {events / cost.Time.TotalSeconds:N0} | {raw / 1e6 / cost.Time.TotalSeconds:N0} | {cost.Time / gzip.Time:N2} | {cost.Cpu / gzip.Cpu:N2} | {(double)compressed / raw:P1} |");

    private static async Task<Cost> DeliverAsync(int events, Action<TrailBuilder> archive)
    {
        var directory = BenchmarkDirectory.Create("Journal");
        using (var recording = await StartAsync(directory, trail => trail.To(_ => new SinkThatIsDown()), TimeSpan.Zero))
        {
            var recorder = recording.Services.GetRequiredService<IAuditRecorder>();
            for (var order = 0; order < events; order++)
            {
                await recorder.RecordAsync(SampleEvent.Build(order), new RecordOptions { Guarantee = order % 1_000 == 999 ? AuditGuarantee.Durable : AuditGuarantee.Accepted });
            }

            await recording.StopAsync();
        }

        using var process = Process.GetCurrentProcess();
        var (began, cpu) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        using (var archiving = await StartAsync(directory, archive, TimeSpan.FromHours(1)))
        {
            await archiving.StopAsync();
            began.Stop();
            process.Refresh();
            var trail = archiving.Services.GetRequiredService<IAuditRecorder>().GetStatus().Trails.Single();
            if (trail.Pending > 0)
            {
                throw new InvalidOperationException($"{trail.Pending} events were not delivered: {trail.Problem}");
            }
        }

        BenchmarkDirectory.Delete(directory);
        return new Cost(began.Elapsed, process.TotalProcessorTime - cpu);
    }

    private static async Task<IHost> StartAsync(string directory, Action<TrailBuilder> trail, TimeSpan drain)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddAuditTrail(audit => audit.From(SampleEvent.Source).Directory(directory).Trail(Trail, trail)
            .Configure(options => options.DrainTimeout = drain));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<(long Raw, long Compressed, Cost Cost)> GzipAsync(string archive)
    {
        var plain = Path.Combine(archive, "plain.json");
        var compressed = 0L;
        await using (var output = File.Create(plain))
        {
            foreach (var file in Directory.EnumerateFiles(archive, "*.json.gz", SearchOption.AllDirectories).Where(file => !file.Contains("CloudTrail-Digest", StringComparison.Ordinal)))
            {
                compressed += new FileInfo(file).Length;
                await using var input = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
                await input.CopyToAsync(output);
            }
        }

        var began = Stopwatch.StartNew();
        using var gzip = Process.Start(new ProcessStartInfo("sh", ["-c", "gzip -c \"$0\" > /dev/null; times", plain]) { RedirectStandardOutput = true })!;
        var times = await gzip.StandardOutput.ReadToEndAsync();
        await gzip.WaitForExitAsync();
        return (new FileInfo(plain).Length, compressed, new Cost(began.Elapsed, CpuOfChildren(times)));
    }

    /// <summary>The second line of the shell's <c>times</c>: <c>0m1.23s 0m0.04s</c>.</summary>
    private static TimeSpan CpuOfChildren(string times) => times.Split('\n')[1].Split(' ').Aggregate(
        TimeSpan.Zero,
        (sum, time) => sum + TimeSpan.FromMinutes(int.Parse(time.Split('m')[0], CultureInfo.InvariantCulture)) + TimeSpan.FromSeconds(double.Parse(time.Split('m')[1].TrimEnd('s'), CultureInfo.InvariantCulture)));

    private readonly record struct Cost(TimeSpan Time, TimeSpan Cpu);
}
