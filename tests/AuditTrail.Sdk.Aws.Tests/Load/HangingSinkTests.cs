using System.Globalization;
using Amazon.Runtime;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using AuditTrail.Sinks;
using AuditTrail.TestServers;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.CloudWatchLogs;
using AuditTrail.TestServers.Signing;
using AuditTrail.TestServers.Webhook;

namespace AuditTrail.Aws.Tests.Load;

/// <summary>One application with a trail to everything, beside trails to servers that never answer.</summary>
public sealed class HangingSinkTests : IAsyncLifetime
{
    private static readonly int Events = TestScale.Of(1_000, 5_000, 20_000);

    private static readonly BasicAWSCredentials Credentials = new(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);

    private static readonly TimeSpan LongerThanTheTest = TimeSpan.FromMinutes(5);

    private readonly List<IAsyncDisposable> _servers = [];
    private readonly InMemoryAuditSink _memory = new();
    private readonly Dictionary<string, (Func<long> Requests, ArrivalLog Arrivals)> _asked = new(StringComparer.Ordinal);

    [Fact]
    public async Task ASinkThatHangsForEverDelaysNoOther()
    {
        var alone = await RunAsync(hanging: false);
        var beside = await RunAsync(hanging: true);

        TestContext.Current.TestOutputHelper?.WriteLine($"{Events:N0} events; milliseconds until all had arrived, without and beside sinks that hang for ever:");
        foreach (var trail in alone.Keys)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trail}: {alone[trail].TotalMilliseconds:N0} and {beside[trail].TotalMilliseconds:N0}"));
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>How long each trail took until it had everything.</summary>
    private async Task<Dictionary<string, TimeSpan>> RunAsync(bool hanging)
    {
        var trails = await TrailsAsync("", FaultPlan.None);
        trails["memory"] = trail => trail.ToMemory(_memory);
        trails["file"] = trail => trail.ToFile();
        trails["archive"] = trail => trail.ToArchive("archive", archive => archive.LogFileInterval = TimeSpan.FromSeconds(1));
        var dead = hanging ? await TrailsAsync("hanging-", FaultPlan.HangForEver) : [];
        await using var host = new LoadedHost(TimeProvider.System, audit =>
        {
            foreach (var (name, sink) in trails.Concat(dead))
            {
                audit.Trail(name, sink);
            }
        });
        await host.StartAsync();
        foreach (var name in dead.Keys)
        {
            // Each has been given its first batch and waits for an answer before anything else is recorded.
            await Eventually.IsTrueAsync(() => _asked[name].Requests() > 0, $"{name} was asked");
        }

        var started = TimeProvider.System.GetTimestamp();
        await host.RecordAsync(0, Events);
        var times = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        await Eventually.IsTrueAsync(() => Arrived(host, trails.Keys, times, started), () => $"all trails are done; these are: {string.Join(", ", times.Keys)}", TimeSpan.FromMinutes(1));

        Assert.All(trails.Keys.Intersect(_asked.Keys, StringComparer.Ordinal), name => Assert.Equal(
            Enumerable.Range(0, Events).Select(number => (long)number), _asked[name].Arrivals.Numbers.Where(number => number >= 0)));
        foreach (var name in dead.Keys)
        {
            var trail = host.Trail(name);
            Assert.Equal((0, 0), (trail.Delivered, trail.DeadLettered));
            // Its first request is still on its way, and longer than the others may take: none of them can have waited for it.
            Assert.Equal(1, _asked[name].Requests());
            Assert.InRange(trail.Pending, Events, long.MaxValue);
        }

        return times;
    }

    private static bool Arrived(LoadedHost host, IEnumerable<string> trails, Dictionary<string, TimeSpan> times, long started)
    {
        var open = trails.Where(name => !times.ContainsKey(name)).ToList();
        foreach (var name in open.Where(name => host.Trail(name) is { Pending: 0 } trail && trail.Delivered > Events))
        {
            times[name] = TimeProvider.System.GetElapsedTime(started);
        }

        return trails.All(times.ContainsKey);
    }

    /// <summary>A trail to each kind of server, all of them behaving by one plan.</summary>
    private async Task<Dictionary<string, Action<TrailBuilder>>> TrailsAsync(string prefix, FaultPlan faults)
    {
        var receiver = await WebhookReceiver.StartAsync(faults: faults);
        _servers.Add(receiver);
        _asked[prefix + "webhook"] = (() => receiver.Requests, receiver.Arrivals);
        var lake = await CloudTrailLakeServer.StartAsync(faults: faults);
        _servers.Add(lake);
        _asked[prefix + "lake"] = (() => lake.Requests, lake.Arrivals);
        var logs = await CloudWatchLogsServer.StartAsync(faults: faults);
        _servers.Add(logs);
        _asked[prefix + "logs"] = (() => logs.Requests, logs.Arrivals);
        return new Dictionary<string, Action<TrailBuilder>>(StringComparer.Ordinal)
        {
            [prefix + "logs"] = trail => trail.ToCloudWatchLogs("orders/audit", options =>
                (options.Endpoint, options.Region, options.Credentials, options.Timeout) = (logs.Endpoint, logs.Rules.Region, Credentials, LongerThanTheTest)),
            [prefix + "lake"] = trail => trail.ToCloudTrailLake(lake.Rules.ChannelArn, options => (options.Endpoint, options.Credentials, options.Timeout) = (lake.Endpoint, Credentials, LongerThanTheTest)),
            [prefix + "webhook"] = trail => trail.ToWebhook(receiver.Url, hook => (hook.Secret, hook.AllowHttp, hook.Timeout) = (receiver.Rules.Secret, true, LongerThanTheTest)),
        };
    }
}
