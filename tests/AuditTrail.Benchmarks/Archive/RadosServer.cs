using System.Diagnostics;
using System.Globalization;
using Amazon.S3;
using AuditTrail.Benchmarks.Support;

namespace AuditTrail.Benchmarks.Archive;

/// <summary>The S3 server of the tests (tests/servers/radosgw.sh), started for one measurement. This process has its credentials then.</summary>
internal sealed class RadosServer : IAsyncDisposable
{
    private readonly string _directory = BenchmarkDirectory.Create("Ceph");

    public string Endpoint { get; private set; } = "";

    public static async Task<RadosServer> StartAsync()
    {
        var server = new RadosServer();
        await RunAsync("install");
        var output = await RunAsync("start", server._directory, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var facts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", facts["ACCESS_KEY"]);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", facts["SECRET_KEY"]);
        server.Endpoint = facts["ENDPOINT"];
        return server;
    }

    public async Task CreateBucketAsync(string name)
    {
        using var client = new AmazonS3Client(new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync(name);
    }

    public async ValueTask DisposeAsync() => await RunAsync("stop", _directory);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine("tests", "servers", "radosgw.sh"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"radosgw.sh {arguments[0]} failed; call this from the repository's root.");
    }
}
