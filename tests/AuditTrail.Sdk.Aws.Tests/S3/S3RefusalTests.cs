using Amazon.S3;
using Amazon.S3.Model;
using AuditTrail.Archive;
using AuditTrail.Aws.Tests.Support;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>What a real server refuses, in words that say what mends it, and is not asked again every second.</summary>
public sealed class S3RefusalTests(RadosGateway gateway)
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AWrongSecretIsSaidAndNotShown()
    {
        using var client = gateway.ClientOf(gateway.AccessKey, "a-secret-that-is-wrong");
        var refused = await RefusedAsync(new S3LogFileStore(client, await OptionsAsync()));

        Assert.Contains("secret access key is not this access key's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("403 SignatureDoesNotMatch", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-that-is-wrong", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.AccessKey, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownAccessKeyIsSaid()
    {
        using var client = gateway.ClientOf("AKIAUNKNOWN", gateway.SecretKey);
        var refused = await RefusedAsync(new S3LogFileStore(client, await OptionsAsync()));

        Assert.Contains("does not know this access key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingBucketIsSaidByEachOperation()
    {
        var options = new S3LogFileStoreOptions { Bucket = "no-such-bucket", Endpoint = gateway.Endpoint };
        using var store = new S3LogFileStore(gateway.Client, options);

        var put = await RefusedAsync(store);
        var open = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.OpenAsync(Some.Key, default));
        var list = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.ListAsync("", null, default).ToListAsync());

        Assert.All([put, open, list], refused => Assert.Contains($"s3://no-such-bucket at {gateway.Endpoint}. The bucket does not exist: make it, or correct Bucket", refused.Message, StringComparison.Ordinal));
        Assert.StartsWith($"Cannot put '{Some.Key}' into ", put.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot read '{Some.Key}' in ", open.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cannot list '' in ", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoHasNoRightIsToldWhichOneIsNeeded()
    {
        using var guest = gateway.ClientOf(gateway.GuestAccessKey, gateway.GuestSecretKey);
        using var store = new S3LogFileStore(guest, await OptionsAsync());

        var put = await RefusedAsync(store);
        var open = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.OpenAsync(Some.Key, default));
        var list = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.ListAsync("", null, default).ToListAsync());

        Assert.Contains("need s3:PutObject, allowed and denied by no bucket policy", put.Message, StringComparison.Ordinal);
        Assert.Contains("need s3:GetObject, s3:ListBucket on the bucket, allowed.", open.Message, StringComparison.Ordinal);
        Assert.Contains("need s3:ListBucket on the bucket, allowed.", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABucketPolicyThatDeniesPutsIsSaidAndItsEndIsSeen()
    {
        var options = await OptionsAsync();
        using var guest = gateway.ClientOf(gateway.GuestAccessKey, gateway.GuestSecretKey);
        using var store = new S3LogFileStore(guest, options);
        await gateway.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest
        {
            BucketName = options.Bucket,
            Policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/guest"]},"Action":["s3:PutObject","s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::{{options.Bucket}}","arn:aws:s3:::{{options.Bucket}}/*"]},{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{options.Bucket}}/*"}]}""",
        });

        Assert.Contains("Access is denied", (await RefusedAsync(store)).Message, StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync("", null, default).ToListAsync());

        await gateway.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest
        {
            BucketName = options.Bucket,
            Policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/guest"]},"Action":"s3:PutObject","Resource":"arn:aws:s3:::{{options.Bucket}}/*"}]}""",
        });
        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload(), default));
    }

    [Fact]
    public async Task ABucketWithoutObjectLockIsSaid()
    {
        using var store = await gateway.NewStoreAsync(options => (options.RetentionMode, options.Retention) = (S3RetentionMode.Governance, TimeSpan.FromDays(1)));

        Assert.Contains("RetentionMode needs object lock, which the bucket does not have", (await RefusedAsync(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKmsKeyThatIsNotThereIsSaid()
    {
        using var store = await gateway.NewStoreAsync(options => (options.Encryption, options.KmsKeyId) = (S3Encryption.Kms, "no-such-key"));

        Assert.Contains("cannot use the KMS key 'no-such-key': it has to exist", (await RefusedAsync(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsTriedAgainSoon()
    {
        using var client = new AmazonS3Client("a", "b", new AmazonS3Config { ServiceURL = "http://127.0.0.1:1", ForcePathStyle = true, MaxErrorRetry = 0 });
        using var store = new S3LogFileStore(client, new S3LogFileStoreOptions { Bucket = "bucket", Endpoint = "http://127.0.0.1:1" });

        var failed = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.PutIfAbsentAsync(Some.Upload(), default));

        Assert.Null(failed.RetryAfter);
        Assert.Contains("at http://127.0.0.1:1. (Connection refused", failed.Message, StringComparison.Ordinal);
    }

    private async Task<S3LogFileStoreOptions> OptionsAsync() => new() { Bucket = await gateway.NewBucketAsync(), Endpoint = gateway.Endpoint };

    private static async Task<LogFileStoreException> RefusedAsync(S3LogFileStore store)
    {
        var refused = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.PutIfAbsentAsync(Some.Upload(), default));
        Assert.True(refused.RetryAfter >= AMinute, refused.ToString());
        return refused;
    }
}
