using System.Diagnostics;
using Amazon.S3;
using AuditTrail.Aws.Tests.Support;

[assembly: AssemblyFixture(typeof(RadosGateway))]

namespace AuditTrail.Aws.Tests.Support;

/// <summary>A real S3 server for all tests of this project: Ceph in memory with two gateways, of which the second one may be broken. See tests/servers/radosgw.sh.</summary>
public sealed class RadosGateway : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private Dictionary<string, string> _facts = [];
    private int _buckets;

    /// <summary>The gateway that always answers.</summary>
    public string Endpoint => _facts["ENDPOINT"];

    /// <summary>The gateway that <see cref="PauseAsync"/> and the others act on; it serves the same buckets.</summary>
    public string ShakyEndpoint => _facts["SHAKY_ENDPOINT"];

    public string AccessKey => _facts["ACCESS_KEY"];

    public string SecretKey => _facts["SECRET_KEY"];

    public string GuestAccessKey => _facts["GUEST_ACCESS_KEY"];

    public string GuestSecretKey => _facts["GUEST_SECRET_KEY"];

    public string KmsKey => _facts["KMS_KEY"];

    /// <summary>The owner's client.</summary>
    internal IAmazonS3 Client { get; private set; } = new AmazonS3Client("none", "none", Amazon.RegionEndpoint.USEast1);

    public async ValueTask InitializeAsync()
    {
        var output = await RunAsync("start", _directory.Path, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _facts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Client.Dispose();
        Client = ClientOf(AccessKey, SecretKey);
        // The first place where the SDK looks: whatever gets no client of its own acts for the owner.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", SecretKey);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await RunAsync("stop", _directory.Path);
        _directory.Dispose();
    }

    public Task PauseAsync() => RunAsync("pause", _directory.Path);

    public Task ResumeAsync() => RunAsync("resume", _directory.Path);

    public Task KillAsync() => RunAsync("kill", _directory.Path);

    public Task RestartAsync() => RunAsync("restart", _directory.Path);

    /// <summary>A client as the SDK makes it by itself, but for the place.</summary>
    internal IAmazonS3 ClientOf(string accessKey, string secretKey, string? endpoint = null, Amazon.Runtime.HttpClientFactory? sender = null) => new AmazonS3Client(
        accessKey, secretKey, new AmazonS3Config { ServiceURL = endpoint ?? Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(60), HttpClientFactory = sender });

    internal async Task<string> NewBucketAsync(bool objectLock = false)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        await Client.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = name, ObjectLockEnabledForBucket = objectLock });
        return name;
    }

    /// <summary>A store in a new bucket, with the owner's credentials.</summary>
    internal async Task<S3LogFileStore> NewStoreAsync(Action<S3LogFileStoreOptions>? configure = null, bool objectLock = false)
    {
        var options = new S3LogFileStoreOptions { Bucket = await NewBucketAsync(objectLock), Endpoint = Endpoint };
        configure?.Invoke(options);
        return new S3LogFileStore(Client, options);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var script = Path.Combine(Repository.Root, "tests", "servers", "radosgw.sh");
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"radosgw.sh {arguments[0]}: {await errors}");
    }
}
