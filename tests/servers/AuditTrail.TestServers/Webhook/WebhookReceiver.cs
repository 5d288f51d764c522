namespace AuditTrail.TestServers.Webhook;

/// <summary>A receiver of webhooks on this machine: strict, and faulty by plan.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private WebhookReceiver(LoopbackServer server, WebhookRules rules, ArrivalLog arrivals, RuleBook broken) =>
        (_server, Rules, Arrivals, Broken) = (server, rules, arrivals, broken);

    public string Url => _server.Address + "/audit";

    public WebhookRules Rules { get; }

    public ArrivalLog Arrivals { get; }

    public RuleBook Broken { get; }

    public long Requests => _server.Requests;

    public long Bytes => _server.Bytes;

    public static async Task<WebhookReceiver> StartAsync(WebhookRules? rules = null, FaultPlan? faults = null, TimeProvider? time = null)
    {
        var (limits, plan, clock) = (rules ?? new WebhookRules(), faults ?? FaultPlan.None, time ?? TimeProvider.System);
        var (arrivals, broken) = (new ArrivalLog(), new RuleBook());
        return new WebhookReceiver(await LoopbackServer.StartAsync(new WebhookProtocol(limits, arrivals, broken, clock), plan, clock), limits, arrivals, broken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
