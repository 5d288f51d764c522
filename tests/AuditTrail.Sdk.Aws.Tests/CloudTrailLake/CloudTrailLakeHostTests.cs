using Amazon.Runtime;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>An application that sends a trail to CloudTrail Lake.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class CloudTrailLakeHostTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FastClock _clock = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task ConfigurationAloneIsEnough()
    {
        using var environment = new ChangedEnvironment(("AWS_ACCESS_KEY_ID", SigningCredentials.Example.AccessKeyId), ("AWS_SECRET_ACCESS_KEY", SigningCredentials.Example.SecretAccessKey));
        await using var server = await CloudTrailLakeServer.StartAsync(new LakeRules { ExternalId = "orders/17" });
        await using var host = new ArchivingHost(
            _directory.Path, _clock, configure: null,
            ("Trails:lake:Sink", "CloudTrailLake"),
            ("Trails:lake:CloudTrailLake:ChannelArn", server.Rules.ChannelArn),
            ("Trails:lake:CloudTrailLake:ExternalId", "orders/17"),
            ("Trails:lake:CloudTrailLake:Endpoint", server.Endpoint));

        await host.StartAsync();
        await host.RecordAsync(250);
        await host.DeliveredAsync();
        await host.StopAsync();

        // With the trail's own two, that it started and that it stopped.
        Assert.Equal((252, 0, "no rule broken"), (server.Arrivals.Count, server.Arrivals.Duplicates, server.Broken.ToString()));
    }

    [Fact]
    public async Task WhatASinkCannotDoIsTheTrailsProblemAndEndsWhenItIsMended()
    {
        var isThere = false;
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("lake", trail => trail.ToCloudTrailLake(LakeEvents.Channel, lake => lake.PutAuditEvents = (request, _) =>
            isThere ? Task.FromResult(LakeEvents.Taken(request)) : throw new AmazonServiceException("no such channel") { ErrorCode = "ChannelNotFound", StatusCode = System.Net.HttpStatusCode.BadRequest })));

        await host.StartAsync();
        await host.RecordAsync(3);
        await host.ProblemAsync("correct ChannelArn");
        isThere = true;
        await _clock.PassAsync(TimeSpan.FromMinutes(6));
        await host.DeliveredAsync();
        await host.StopAsync();
    }

    [Fact]
    public void TrailsOfOneApplicationShareThePaceOfTheirAccount()
    {
        var services = new ServiceCollection();
        services.AddAuditTrail();
        using var provider = services.BuildServiceProvider();
        var paces = provider.GetRequiredService<LakePaces>();
        Assert.True(ChannelArn.TryParse(LakeEvents.Channel, out var channel));
        var context = new SinkContext
        {
            Recorder = "", Trail = "lake", AccountId = LakeEvents.Account, Region = "eu-central-1", Directory = _directory.Path, Time = _clock.Time, Loggers = NullLoggerFactory.Instance, Services = provider,
        };
        foreach (var rate in (int[])[100, 1])
        {
            ((IDisposable)CloudTrailLakeSinks.Create(new CloudTrailLakeSinkOptions { ChannelArn = LakeEvents.Channel + rate, MaxRequestsPerSecond = rate }, context)).Dispose();
        }

        var pace = paces.Of(channel, _clock.Time);

        Assert.True(pace.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), pace.Interval);
    }
}
