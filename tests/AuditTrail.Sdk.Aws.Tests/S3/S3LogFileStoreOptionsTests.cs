using AuditTrail.Aws.Tests.Support;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>What is wrong with options is said before any request, by the option's name.</summary>
public sealed class S3LogFileStoreOptionsTests
{
    [Theory]
    [InlineData("Bucket is ''")]
    [InlineData("Bucket is 's3://bucket'", "s3://bucket")]
    [InlineData("Bucket is 'My-Bucket'", "My-Bucket")]
    [InlineData("Bucket is '192.168.1.1'", "192.168.1.1")]
    [InlineData("Bucket is 'a..b'", "a..b")]
    [InlineData("Bucket is 'arn:aws:s3:::bucket'", "arn:aws:s3:::bucket")]
    public void ABucketThatCannotBe(string problem, string bucket = "") =>
        Assert.StartsWith(problem, Assert.Single(new S3LogFileStoreOptions { Bucket = bucket }.Problems()), StringComparison.Ordinal);

    [Theory]
    [InlineData("BucketRegion is 'EU Central'")]
    [InlineData("Endpoint is no URL")]
    [InlineData("Endpoint holds a user or password")]
    [InlineData("Endpoint is 'https://host/bucket'; it takes host and port only")]
    [InlineData("ExpectedBucketOwner is '12345'; an account id has exactly twelve digits.")]
    [InlineData("KmsKeyId is set, but Encryption is S3Managed; a key takes Kms.")]
    [InlineData("KmsKeyId is no key id, ARN or alias.")]
    [InlineData("Encryption is 7; expected one of")]
    [InlineData("Retention is set without RetentionMode; say Governance or Compliance.")]
    [InlineData("RetentionMode is Compliance without Retention; say how long.")]
    [InlineData("Retention is 00:00:00; expected one second to 100 years.")]
    [InlineData("Timeout is 00:00:00; expected 00:00:01 to 01:00:00.")]
    [InlineData("ConnectTimeout is 01:00:00; expected")]
    public void AnOptionThatCannotBe(string problem)
    {
        S3LogFileStoreOptions right = new() { Bucket = "my-bucket" };
        S3LogFileStoreOptions[] wrong =
        [
            right with { BucketRegion = "EU Central" },
            right with { Endpoint = "host:9000" },
            right with { Endpoint = "https://me:secret@host" },
            right with { Endpoint = "https://host/bucket" },
            right with { ExpectedBucketOwner = "12345" },
            right with { Encryption = S3Encryption.S3Managed, KmsKeyId = "key" },
            right with { Encryption = S3Encryption.Kms, KmsKeyId = "a key" },
            right with { Encryption = (S3Encryption)7 },
            right with { Retention = TimeSpan.FromDays(1) },
            right with { RetentionMode = S3RetentionMode.Compliance },
            right with { RetentionMode = S3RetentionMode.Governance, Retention = TimeSpan.Zero },
            right with { Timeout = TimeSpan.Zero },
            right with { ConnectTimeout = TimeSpan.FromHours(1) },
        ];

        Assert.Empty(right.Problems());
        Assert.Single(wrong.SelectMany(options => options.Problems()), found => found.StartsWith(problem, StringComparison.Ordinal));
        Assert.All(wrong, options => Assert.DoesNotContain("secret", Assert.Single(options.Problems()), StringComparison.Ordinal));
    }

    [Fact]
    public void AStoreIsNotMadeOfWrongOptions()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new S3LogFileStore(new S3LogFileStoreOptions { ExpectedBucketOwner = "1" }));

        Assert.Contains("Bucket is ''", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("ExpectedBucketOwner is '1'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaterChangesOfTheOptionsHaveNoEffect()
    {
        await using var server = await RefusingServer.StartAsync(_ => Task.CompletedTask);
        S3LogFileStoreOptions? options = null;
        using var store = server.NewStore(given => options = given);
        options!.Bucket = "another";

        await store.PutIfAbsentAsync(Some.Upload(), default);

        Assert.StartsWith("/my-audit-bucket/", server.Requests[0].Target, StringComparison.Ordinal);
    }
}
