using AuditTrail.TestServers.Webhook;

namespace AuditTrail.Aws.Tests.Load;

public sealed class WebhookLoadTests
{
    [Fact]
    public async Task EveryEventReachesAFaultyReceiverInOrderAndPoisonTheDeadLetters()
    {
        var (time, plan) = (new HurriedTime(20), LoadProof.Faults(0.05, turnEvery: 5));
        await using var receiver = await WebhookReceiver.StartAsync(new WebhookRules { MaxEvents = 100 }, plan);
        await using var host = new LoadedHost(time, audit => audit.Trail("load", trail => trail.ToWebhook(receiver.Url, hook =>
        {
            (hook.Secret, hook.AllowHttp, hook.MaxEvents, hook.Gzip) = (receiver.Rules.Secret, true, 100, true);
            hook.Timeout = TimeSpan.FromSeconds(20);
        })));

        await new LoadProof
        {
            Arrivals = receiver.Arrivals,
            Broken = receiver.Broken,
            Plan = plan,
            Wire = () => (receiver.Requests, receiver.Bytes),
            PoisonRules = [receiver.Rules.RefusedEventName],
            PoisonReason = _ => "422",
        }.RunAsync(host);
    }
}
