using Amazon.Runtime;
using AuditTrail.Hosting;
using AuditTrail.TestServers;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.Load;

public sealed class CloudTrailLakeLoadTests
{
    [Fact]
    public async Task EveryEventReachesAFaultyLakeInOrderAndPoisonTheDeadLetters()
    {
        var (time, plan) = (new HurriedTime(10), LoadProof.Faults(0.05, turnEvery: 4, more: Fault.Partial));
        // The hundred requests are those of a second of the hurried time, for both sides.
        await using var server = await CloudTrailLakeServer.StartAsync(faults: plan, time: time);
        await using var host = new LoadedHost(time, audit => audit.Trail("load", trail => trail.ToCloudTrailLake(server.Rules.ChannelArn, lake =>
        {
            (lake.Endpoint, lake.Timeout) = (server.Endpoint, TimeSpan.FromSeconds(2.5));
            lake.Credentials = new BasicAWSCredentials(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);
        })));

        await new LoadProof
        {
            Arrivals = server.Arrivals,
            Broken = server.Broken,
            Plan = plan,
            Wire = () => (server.Requests, server.Bytes),
            Print = RecordPrint.AsIntegrationEvent,
            PoisonRules = [server.Rules.RefusedEventName],
            PoisonReason = _ => "InvalidData",
            TakesOneByOne = true,
        }.RunAsync(host);
    }
}
