using System.Collections.Concurrent;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>CloudWatch Logs on this machine: strict, and faulty by plan.</summary>
public sealed class CloudWatchLogsServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private CloudWatchLogsServer(LoopbackServer server, LogsRules rules, ConcurrentDictionary<string, LogGroup> groups, ArrivalLog arrivals, RuleBook broken) =>
        (_server, Rules, Groups, Arrivals, Broken) = (server, rules, groups, arrivals, broken);

    public string Endpoint => _server.Address;

    public LogsRules Rules { get; }

    /// <summary>What has been made here.</summary>
    public IReadOnlyDictionary<string, LogGroup> Groups { get; }

    public ArrivalLog Arrivals { get; }

    public RuleBook Broken { get; }

    public long Requests => _server.Requests;

    public long Bytes => _server.Bytes;

    public static async Task<CloudWatchLogsServer> StartAsync(
        LogsRules? rules = null, FaultPlan? faults = null, TimeProvider? time = null, params SigningCredentials[] credentials)
    {
        var (limits, plan, clock) = (rules ?? new LogsRules(), faults ?? FaultPlan.None, time ?? TimeProvider.System);
        var (groups, arrivals, broken) = (new ConcurrentDictionary<string, LogGroup>(StringComparer.Ordinal), new ArrivalLog(), new RuleBook());
        var verifier = new SigV4Verifier("logs", limits.Region, credentials.Length == 0 ? [SigningCredentials.Example] : credentials, clock, status: 400);
        var server = await LoopbackServer.StartAsync(new LogsProtocol(limits, verifier, groups, arrivals, broken, clock), plan, clock);
        return new CloudWatchLogsServer(server, limits, groups, arrivals, broken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
