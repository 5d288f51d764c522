using System.Diagnostics;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.CloudWatchLogs;
using AuditTrail.TestServers.Webhook;

namespace AuditTrail.Benchmarks.Sinks;

/// <summary>A destination in a process of its own, so that its work is in nobody's figures. It reads each request and answers as the service does, without checking it.</summary>
internal sealed class SinkServer : IDisposable
{
    public const string Lake = "lake";
    public const string Logs = "logs";
    public const string Webhook = "webhook";

    private readonly Process _process;

    private SinkServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<SinkServer> StartAsync(string kind)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Program.OwnArguments, "sink-server", kind]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The destination did not start.");
        return new SinkServer(process, address);
    }

    /// <summary>What the process does: serves until its standard input ends.</summary>
    public static async Task RunAsync(string kind)
    {
        await using var server = await OpenAsync(kind, _ => { });
        Console.WriteLine(server.Address);
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Starts a destination in this process.</summary>
    public static async Task<OpenServer> OpenAsync(string kind, Action<TestServers.ReceivedRequest> observe)
    {
        switch (kind)
        {
            case Lake:
                var lake = await CloudTrailLakeServer.StartAsync(new LakeRules { IsStrict = false, Observe = observe });
                return new(lake.Endpoint, lake);
            case Logs:
                var logs = await CloudWatchLogsServer.StartAsync(new LogsRules { IsStrict = false, Observe = observe });
                return new(logs.Endpoint, logs);
            default:
                var hook = await WebhookReceiver.StartAsync(new WebhookRules { IsStrict = false, Observe = observe });
                return new(hook.Url, hook);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    internal sealed record OpenServer(string Address, IAsyncDisposable Server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
