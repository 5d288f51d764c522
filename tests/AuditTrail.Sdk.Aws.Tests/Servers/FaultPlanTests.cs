using AuditTrail.TestServers;
using AuditTrail.TestServers.Webhook;

namespace AuditTrail.Aws.Tests.Servers;

public sealed class FaultPlanTests
{
    [Fact]
    public async Task TheSameSeedMakesTheSameFaultsAtAboutTheShareThatWasAskedFor()
    {
        var (first, second) = (Plan(), Plan());
        foreach (var plan in (FaultPlan[])[first, second])
        {
            await using var receiver = await WebhookReceiver.StartAsync(faults: plan);
            for (var request = 0; request < 400; request++)
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
                await ServerCall.SendAsync(message);
            }
        }

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal([Fault.Throttling, Fault.Unavailable], first.Counts.Keys.Order());
        Assert.InRange(first.Counts.Values.Sum(), 60, 140); // 100 expected
    }

    [Fact]
    public async Task EachKindComesOnceInTurnBeforeTheSeedDecides()
    {
        var plan = new FaultPlan(seed: 3, share: 0, hangs: 0, Fault.Throttling, Fault.InternalError, Fault.Unavailable) { TurnEvery = 2, Calm = 1 };
        await using var receiver = await WebhookReceiver.StartAsync(new WebhookRules { IsStrict = false }, plan);
        var statuses = new List<int>();
        for (var request = 0; request < 9; request++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
            statuses.Add((await ServerCall.SendAsync(message)).Status);
        }

        Assert.Equal([200, 200, 429, 200, 500, 200, 503, 200, 200], statuses);
        Assert.Equal(plan.Kinds.Order(), plan.Counts.Keys.Order());
    }

    private static FaultPlan Plan() => new(seed: 3, share: 0.25, hangs: 0, Fault.Throttling, Fault.Unavailable);
}
