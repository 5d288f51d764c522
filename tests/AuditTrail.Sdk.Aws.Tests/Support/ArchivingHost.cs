using System.Collections.Concurrent;
using AuditTrail.Archive;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>An application that archives into a bucket, on a clock of its own, and remembers what it recorded.</summary>
internal sealed class ArchivingHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentQueue<string> _recorded = new();

    /// <param name="directory">The recorder's directory: whoever comes back to it goes on.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="configure">Sets the trails up.</param>
    /// <param name="configuration">The configuration under <c>AuditTrail</c>.</param>
    public ArchivingHost(string directory, FastClock clock, Action<AuditTrailBuilder>? configure = null, params (string Key, string Value)[] configuration)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "orders.example.com", ContentRootPath = directory });
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create("AuditTrail:" + pair.Key, (string?)pair.Value)));
        builder.Services.AddSingleton<TimeProvider>(clock.Time);
        builder.Services.AddAuditTrail(audit =>
        {
            audit.Directory(directory).Configure(options =>
            {
                options.AccountId = "123456789012";
                options.Region = "eu-central-1";
                // Both are times of the fast clock.
                options.WaitLimit = TimeSpan.FromHours(1);
                options.DrainTimeout = TimeSpan.FromHours(1);
            });
            configure?.Invoke(audit);
        });
        _host = builder.Build();
    }

    /// <summary>The ids of all events that were recorded, the trail's own apart.</summary>
    public IReadOnlyCollection<string> Recorded => _recorded;

    public TrailStatus Trail => Recorder.GetStatus().Trails.Single();

    private IAuditRecorder Recorder => _host.Services.GetRequiredService<IAuditRecorder>();

    /// <summary>A bucket's options for an archive that is quick to see: log files every ten seconds, digests every minute.</summary>
    public static Action<TrailBuilder> To(string bucket, string endpoint, IDigestSigner signer, Action<S3LogFileStoreOptions>? s3 = null) => trail => trail.ToS3(
        bucket,
        archive => (archive.LogFileInterval, archive.DigestInterval, archive.Signer) = (TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), signer),
        options =>
        {
            options.Endpoint = endpoint;
            s3?.Invoke(options);
        });

    public Task StartAsync() => _host.StartAsync();

    public async Task StopAsync()
    {
        await _host.StopAsync();
        Assert.Equal(0, Trail.Pending);
    }

    public Task RecordAsync(int events, int bytes = 100) => Task.WhenAll(Enumerable.Range(0, events).Select(async number =>
    {
        var noise = new byte[bytes * 3 / 4];
        Random.Shared.NextBytes(noise);
        var receipt = await Recorder.RecordAsync(AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("u-1", "alice"))
            .Resource("Shop::Order", number.ToString(System.Globalization.CultureInfo.InvariantCulture)).Request("note", Convert.ToBase64String(noise)));
        Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
        _recorded.Enqueue(receipt.EventId);
    }));

    public Task DeliveredAsync() => Eventually.IsTrueAsync(() => Trail is { Pending: 0, Problem: null }, $"everything is delivered; {Trail.Pending} are not, because of: {Trail.Problem}");

    public Task ProblemAsync(string part) => Eventually.IsTrueAsync(() => Trail.Problem?.Contains(part, StringComparison.Ordinal) == true, $"the problem is '{part}', but '{Trail.Problem}'");

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}
