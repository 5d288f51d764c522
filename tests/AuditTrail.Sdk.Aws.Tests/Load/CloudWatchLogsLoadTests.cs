using Amazon.Runtime;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using AuditTrail.TestServers.CloudWatchLogs;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.Load;

public sealed class CloudWatchLogsLoadTests
{
    [Fact]
    public async Task EveryEventReachesAFaultyGroupInOrderAndPoisonTheDeadLetters()
    {
        // A call holds a megabyte, so there are few of them: one in five meets a fault instead of one in twenty.
        // The first calls make the group and its stream.
        var (time, plan) = (new HurriedTime(10), LoadProof.Faults(0.2, turnEvery: 2, calm: 6));
        await using var server = await CloudWatchLogsServer.StartAsync(faults: plan);
        await using var host = new LoadedHost(time, audit => audit.Trail("load", trail => trail.ToCloudWatchLogs("orders/audit", logs =>
        {
            (logs.Endpoint, logs.Region, logs.Timeout, logs.RetentionDays) = (server.Endpoint, server.Rules.Region, TimeSpan.FromSeconds(2.5), 30);
            logs.Credentials = new BasicAWSCredentials(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);
        })));

        // The service refuses no event for what it says, only for when it was recorded: poison was recorded by a clock that is wrong, in turns one that is far behind and one that is ahead.
        var proof = new LoadProof
        {
            Events = TestScale.Of(20_000, 100_000, 1_000_000), // fewer would not make calls enough for each kind of fault
            PoisonEvery = 4_999, // what is far behind is a call of its own, and the faults are for the large ones
            Arrivals = server.Arrivals,
            Broken = server.Broken,
            Plan = plan,
            Wire = () => (server.Requests, server.Bytes),
            PoisonReason = number => number % 2 == 0 ? "older than 14 days" : "2 hours in the future",
        };
        await proof.RunAsync(host, number => time.Aside = !proof.IsPoison(number) ? TimeSpan.Zero : number % 2 == 0 ? TimeSpan.FromDays(-20) : TimeSpan.FromHours(3));

        Assert.Equal(30, server.Groups["orders/audit"].RetentionInDays);
    }
}
