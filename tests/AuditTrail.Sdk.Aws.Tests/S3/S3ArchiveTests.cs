using System.Text;
using AuditTrail.Archive.Verification;
using AuditTrail.Aws.Tests.Support;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>The whole library into a real bucket, and its gateway broken in every way: nothing is lost, nothing is there twice, and the digests prove it.</summary>
public sealed class S3ArchiveTests(RadosGateway gateway) : IAsyncLifetime
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
    public async Task AConfigurationAloneArchivesIntoALockedAndEncryptedBucket()
    {
        var bucket = await gateway.NewBucketAsync(objectLock: true);
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "key.pem"), SigningKey.Pem);
        await using var host = new ArchivingHost(
            _directory.Path,
            _clock,
            configure: null,
            ("Trails:archive:Sink", "S3"),
            ("Trails:archive:S3:Bucket", bucket),
            ("Trails:archive:S3:Prefix", "orders"),
            ("Trails:archive:S3:Endpoint", gateway.Endpoint),
            ("Trails:archive:S3:BucketRegion", "us-east-1"),
            ("Trails:archive:S3:ForcePathStyle", "true"),
            ("Trails:archive:S3:Encryption", "Kms"),
            ("Trails:archive:S3:KmsKeyId", gateway.KmsKey),
            ("Trails:archive:S3:RetentionMode", "Compliance"),
            ("Trails:archive:S3:Retention", "365.00:00:00"),
            ("Trails:archive:S3:LogFileInterval", "00:00:10"),
            ("Trails:archive:S3:DigestInterval", "00:01:00"),
            ("Trails:archive:S3:SigningKeyFile", "key.pem"));
        await host.StartAsync();
        await host.RecordAsync(300);
        await host.DeliveredAsync();
        await _clock.PassAsync(TimeSpan.FromMinutes(3));
        await host.RecordAsync(200);
        await host.StopAsync();

        var audit = await BucketAudit.OfAsync(gateway.Client, bucket, SigningKey.Public);
        Assert.Equal(host.Recorded.Order(StringComparer.Ordinal), audit.EventIds.Order(StringComparer.Ordinal));
        Assert.InRange(audit.Digests, 3, 100);
        var listed = (await gateway.Client.ListObjectsV2Async(new() { BucketName = bucket })).S3Objects;
        Assert.All(listed, found => Assert.StartsWith("orders/AWSLogs/123456789012/CloudTrail", found.Key, StringComparison.Ordinal));
        var head = await gateway.Client.GetObjectMetadataAsync(bucket, listed[0].Key);
        Assert.Equal(gateway.KmsKey, head.ServerSideEncryptionKeyManagementServiceKeyId);
        Assert.True(head.ObjectLockRetainUntilDate > DateTime.UtcNow.AddDays(300));
    }

    [Fact]
    public async Task AnOutageOfHoursCostsJournalSpaceAndNothingElse()
    {
        var bucket = await gateway.NewBucketAsync();
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", ArchivingHost.To(bucket, gateway.ShakyEndpoint, SigningKey.Signer)));
        await host.StartAsync();
        await host.RecordAsync(50);
        await host.DeliveredAsync();

        await gateway.KillAsync();
        try
        {
            for (var hour = 0; hour < 5; hour++)
            {
                await host.RecordAsync(100);
                await _clock.PassAsync(TimeSpan.FromHours(1));
            }

            await host.ProblemAsync("(Connection refused");
            Assert.InRange(host.Trail.Pending, 500, 600);
        }
        finally
        {
            await gateway.RestartAsync();
        }

        await host.DeliveredAsync();
        await host.RecordAsync(50);
        await host.StopAsync();
        await AssertIsWholeAsync(bucket, host);
    }

    [Fact]
    public async Task AGatewayThatHangsIsLeftAfterTheTimeOutAndTriedAgain()
    {
        var bucket = await gateway.NewBucketAsync();
        await using var host = new ArchivingHost(
            _directory.Path, _clock, audit => audit.Trail("archive", ArchivingHost.To(bucket, gateway.ShakyEndpoint, SigningKey.Signer, s3 => s3.Timeout = TimeSpan.FromSeconds(1))));
        await host.StartAsync();
        await host.RecordAsync(20);
        await host.DeliveredAsync();

        await gateway.PauseAsync();
        try
        {
            await host.RecordAsync(20);
            await host.ProblemAsync("There was no answer in 1 s (Timeout).");
        }
        finally
        {
            await gateway.ResumeAsync();
        }

        await host.RecordAsync(20);
        await host.DeliveredAsync();
        await host.StopAsync();
        await AssertIsWholeAsync(bucket, host);
    }

    [Fact]
    public async Task AGatewayThatIsKilledInTheMiddleOfUploadsLosesAndDoublesNothing()
    {
        var bucket = await gateway.NewBucketAsync();
        var planned = TestScale.Of(3, 6, 300);
        using var killer = new KillingHandler(gateway, planned);
        using var client = gateway.ClientOf(gateway.AccessKey, gateway.SecretKey, gateway.ShakyEndpoint, new HandlerFactory(killer));
        var options = new S3LogFileStoreOptions { Bucket = bucket, Endpoint = gateway.ShakyEndpoint };
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", trail => trail.ToArchive(
            context => new S3LogFileStore(client, options, context.Time),
            archive => (archive.Bucket, archive.Signer, archive.LogFileInterval, archive.DigestInterval) = (bucket, SigningKey.Signer, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)))));
        await host.StartAsync();
        for (var kill = 1; kill <= planned; kill++)
        {
            await host.RecordAsync(100, bytes: 10_000);
            await Eventually.IsTrueAsync(() => killer.Kills >= kill, $"the gateway was killed {kill} times");
        }

        await host.DeliveredAsync();
        await host.StopAsync();
        await AssertIsWholeAsync(bucket, host);
    }

    [Fact]
    public async Task TwoInstancesShareABucketEachWithItsOwnChain()
    {
        var bucket = await gateway.NewBucketAsync();
        var there = ArchivingHost.To(bucket, gateway.Endpoint, SigningKey.Signer);
        using var other = new TemporaryDirectory();
        await using var first = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", there));
        await using var second = new ArchivingHost(other.Path, _clock, audit => audit.Trail("archive", there));
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(first.RecordAsync(50), second.RecordAsync(70));
            await Task.WhenAll(first.DeliveredAsync(), second.DeliveredAsync());
        }

        await first.StopAsync();
        // One goes on alone, and comes back to its own chain.
        await using var again = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", there));
        await again.StartAsync();
        await Task.WhenAll(again.RecordAsync(10), second.RecordAsync(10));
        await Task.WhenAll(again.StopAsync(), second.StopAsync());

        var audit = await AssertIsWholeAsync(bucket, first, second, again);
        Assert.Equal(2, audit.Chains.Count);
        Assert.All(audit.Chains, chain => Assert.StartsWith("archive-", chain, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADeniedPutIsAProblemInWordsAndMendsItself()
    {
        var bucket = await gateway.NewBucketAsync();
        using var guest = gateway.ClientOf(gateway.GuestAccessKey, gateway.GuestSecretKey);
        var options = new S3LogFileStoreOptions { Bucket = bucket, Endpoint = gateway.Endpoint };
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", trail => trail.ToArchive(context => new S3LogFileStore(guest, options, context.Time), archive => archive.Bucket = bucket)));
        await host.StartAsync();
        await host.RecordAsync(20);
        await host.ProblemAsync("Access is denied: these credentials need s3:PutObject");

        await gateway.Client.PutBucketPolicyAsync(bucket, $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/guest"]},"Action":["s3:PutObject","s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::{{bucket}}","arn:aws:s3:::{{bucket}}/*"]}]}""");
        await _clock.PassAsync(TimeSpan.FromMinutes(5));
        await host.DeliveredAsync();
        await host.StopAsync();
    }

    private async Task<BucketAudit> AssertIsWholeAsync(string bucket, params ArchivingHost[] hosts)
    {
        var audit = await BucketAudit.OfAsync(gateway.Client, bucket, SigningKey.Public);
        Assert.Equal(hosts.SelectMany(host => host.Recorded).Order(StringComparer.Ordinal), audit.EventIds.Order(StringComparer.Ordinal));
        using var store = new S3LogFileStore(gateway.Client, new S3LogFileStoreOptions { Bucket = bucket });
        var report = await new ArchiveVerifier(store, TrustedKeys.Parse(Encoding.UTF8.GetBytes(SigningKey.Public.ExportRSAPublicKeyPem()), "the test's key"), new ArchiveVerifierOptions { TimeProvider = _clock.Time }).VerifyAsync();
        Assert.True(report.Verdict == VerificationVerdict.Valid, string.Join('\n', report.Findings));
        Assert.Equal((audit.Chains.Count, audit.LogFiles, audit.Digests), (report.Chains.Count, report.LogFilesValid, report.DigestsValid));
        TestContext.Current.TestOutputHelper?.WriteLine($"{audit.EventIds.Count} events in {audit.LogFiles} log files, {audit.Digests} digests of {audit.Chains.Count} chains");
        return audit;
    }
}
