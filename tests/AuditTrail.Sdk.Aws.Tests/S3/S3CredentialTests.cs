using AuditTrail.Archive;
using AuditTrail.Aws.Tests.Support;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>Credentials by the SDK's own chain. Its first source is the process's environment, so nothing else runs meanwhile.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class S3CredentialTests(RadosGateway gateway)
{
    [Fact]
    public async Task CredentialsComeFromTheEnvironmentAndAreMissedInWords()
    {
        var options = new S3LogFileStoreOptions { Bucket = await gateway.NewBucketAsync(), Endpoint = gateway.Endpoint };
        (string Name, string? Value)[] none =
        [
            ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_SESSION_TOKEN", null), ("AWS_PROFILE", null), ("AWS_WEB_IDENTITY_TOKEN_FILE", null),
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", null), ("AWS_CONTAINER_CREDENTIALS_FULL_URI", null), ("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"), ("AWS_CONFIG_FILE", "/nowhere"),
        ];
        using var environment = new ChangedEnvironment(none);
        using (var store = new S3LogFileStore(options))
        {
            var missed = await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.PutIfAbsentAsync(Some.Upload(), default));
            Assert.Contains("There are no AWS credentials: set AWS_ACCESS_KEY_ID", missed.Message, StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromMinutes(1), missed.RetryAfter);
        }

        using var found = new ChangedEnvironment(("AWS_ACCESS_KEY_ID", gateway.AccessKey), ("AWS_SECRET_ACCESS_KEY", gateway.SecretKey));
        using (var store = new S3LogFileStore(options))
        {
            Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload(), default));
        }
    }
}
