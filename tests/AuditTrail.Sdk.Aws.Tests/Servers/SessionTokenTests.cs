using Amazon.Runtime;
using AuditTrail.Aws.Tests.Load;
using AuditTrail.Hosting;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.CloudWatchLogs;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>Temporary credentials, as a role gives them, against servers that know their token.</summary>
public sealed class SessionTokenTests
{
    private static readonly SigningCredentials Known = new("ASIAEXAMPLE", "secret+of/a+session", "token//of+a=session==");

    private static readonly SessionAWSCredentials Credentials = new(Known.AccessKeyId, Known.SecretAccessKey, Known.SessionToken);

    [Fact]
    public async Task EventsReachALakeThatKnowsTheToken()
    {
        await using var server = await CloudTrailLakeServer.StartAsync(credentials: Known);
        await using var host = new LoadedHost(TimeProvider.System, audit => audit.Trail("load", trail => trail.ToCloudTrailLake(
            server.Rules.ChannelArn, lake => (lake.Endpoint, lake.Credentials) = (server.Endpoint, Credentials))));

        await DeliverAsync(host);

        Assert.Equal([0, 1, 2], server.Arrivals.Numbers.Where(number => number >= 0));
        Assert.Empty(server.Broken.Broken);
    }

    [Fact]
    public async Task EventsReachALogGroupThatKnowsTheToken()
    {
        await using var server = await CloudWatchLogsServer.StartAsync(credentials: Known);
        await using var host = new LoadedHost(TimeProvider.System, audit => audit.Trail("load", trail => trail.ToCloudWatchLogs(
            "orders/audit", logs => (logs.Endpoint, logs.Region, logs.Credentials) = (server.Endpoint, server.Rules.Region, Credentials))));

        await DeliverAsync(host);

        Assert.Equal([0, 1, 2], server.Arrivals.Numbers.Where(number => number >= 0));
        Assert.Empty(server.Broken.Broken);
    }

    private static async Task DeliverAsync(LoadedHost host)
    {
        await host.StartAsync();
        await host.RecordAsync(0, 3);
        await host.DeliveredAsync("load");
        await host.StopAsync();
    }
}
