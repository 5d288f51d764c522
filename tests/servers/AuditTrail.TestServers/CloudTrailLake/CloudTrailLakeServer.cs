using AuditTrail.TestServers.Signing;

namespace AuditTrail.TestServers.CloudTrailLake;

/// <summary>CloudTrail Lake's data plane on this machine: strict, and faulty by plan.</summary>
public sealed class CloudTrailLakeServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private CloudTrailLakeServer(LoopbackServer server, LakeRules rules, ArrivalLog arrivals, RuleBook broken) =>
        (_server, Rules, Arrivals, Broken) = (server, rules, arrivals, broken);

    public string Endpoint => _server.Address;

    public LakeRules Rules { get; }

    public ArrivalLog Arrivals { get; }

    public RuleBook Broken { get; }

    public long Requests => _server.Requests;

    public long Bytes => _server.Bytes;

    public static async Task<CloudTrailLakeServer> StartAsync(
        LakeRules? rules = null, FaultPlan? faults = null, TimeProvider? time = null, params SigningCredentials[] credentials)
    {
        var (limits, plan, clock) = (rules ?? new LakeRules(), faults ?? FaultPlan.None, time ?? TimeProvider.System);
        var (arrivals, broken) = (new ArrivalLog(), new RuleBook());
        var verifier = new SigV4Verifier("cloudtrail-data", limits.Region, credentials.Length == 0 ? [SigningCredentials.Example] : credentials, clock);
        var server = await LoopbackServer.StartAsync(new LakeProtocol(limits, verifier, plan, arrivals, broken, clock), plan, clock);
        return new CloudTrailLakeServer(server, limits, arrivals, broken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
