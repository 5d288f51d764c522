using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Archive;

/// <summary>CloudTrail's formats to the byte, from the examples in its user guide and in its command line's own tests.</summary>
public sealed class DigestFormatTests
{
    private const string Example =
        """{"awsAccountId":"111122223333","digestStartTime":"2015-08-17T14:01:31Z","digestEndTime":"2015-08-17T15:01:31Z","digestS3Bucket":"S3-bucket-name","digestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T150131Z.json.gz","digestPublicKeyFingerprint":"31e8b5433410dfb61a9dc45cc65b22ff","digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":"2015-08-17T14:52:27Z","oldestEventTime":"2015-08-17T14:42:27Z","previousDigestS3Bucket":"S3-bucket-name","previousDigestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T140131Z.json.gz","previousDigestHashValue":"97fb791cf91ffc440d274f8190dbdd9aa09c34432aba82739df18b6d3c13df2d","previousDigestHashAlgorithm":"SHA-256","previousDigestSignature":"50887ccffad4c002b97caa37cc9dc626","logFiles":[{"s3Bucket":"S3-bucket-name","s3Object":"AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz","hashValue":"9bb6196fc6b84d6f075a56548feca262bd99ba3c2de41b618e5b6e22c1fc71f6","hashAlgorithm":"SHA-256","newestEventTime":"2015-08-17T14:52:27Z","oldestEventTime":"2015-08-17T14:42:27Z"}]}""";

    [Fact]
    public void ADigestIsCloudTrailsToTheByte() =>
        Assert.Equal(Example, Encoding.UTF8.GetString(DigestDocument.Parse(Encoding.UTF8.GetBytes(Example)).ToUtf8Json()));

    [Fact]
    public void AStartingDigestWithoutFilesSaysNullWhereCloudTrailDoes()
    {
        var document = DigestDocument.Parse(Encoding.UTF8.GetBytes(Example)) with { Previous = null, LogFiles = [], NewestEventTime = null, OldestEventTime = null };

        Assert.EndsWith(
            """
            "newestEventTime":null,"oldestEventTime":null,"previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,"previousDigestHashAlgorithm":null,"previousDigestSignature":null,"logFiles":[]}
            """,
            Encoding.UTF8.GetString(document.ToUtf8Json()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsSignedIsFourLines() => Assert.Equal(
        "a\nb/c\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nnull",
        Encoding.UTF8.GetString(DigestSignature.StringToSign("a", "b", "c", "abc"u8, previousSignature: null)));

    [Fact]
    public void KeysAreCloudTrailsAndAreReadBack()
    {
        var digest = DigestDocument.Parse(Encoding.UTF8.GetBytes(Example));
        Assert.True(DigestKey.TryParse(digest.Key, out var digestKey));
        Assert.Equal(("your-trail-name", "us-east-2", digest.Key), (digestKey.Trail, digestKey.HomeRegion, digestKey.ToString()));
        Assert.Equal(digest.EndTime, KeyTime.ToDocument(digestKey.EndTime));

        Assert.True(LogFileKey.TryParse(digest.LogFiles[0].Key, out var logKey));
        Assert.Equal(("CloudTrail", "9nYN7gp2eWAJHIfT", digest.LogFiles[0].Key), (logKey.Kind, logKey.Unique, logKey.ToString()));
    }

    [Theory]
    [InlineData("logs/app", null)]
    [InlineData("", "o-exampleorgid")]
    [InlineData("AWSLogs/of/others", "o-exampleorgid")]
    public void PrefixAndOrganizationStandWhereCloudTrailHasThem(string prefix, string? organization)
    {
        var location = new ArchiveLocation { Bucket = "", Prefix = prefix, OrganizationId = organization, AccountId = "111122223333", Region = "eu-central-1" };
        var key = new LogFileKey { Location = location, Kind = LogFileKey.Insights, Time = new DateTimeOffset(2026, 11, 22, 3, 4, 0, TimeSpan.Zero), Unique = "0123456789abcdef" }.ToString();

        Assert.Equal(
            (prefix.Length == 0 ? "" : prefix + "/") + "AWSLogs/" + (organization is null ? "" : organization + "/")
            + "111122223333/CloudTrail-Insight/eu-central-1/2026/11/22/111122223333_CloudTrail-Insight_eu-central-1_20261122T0304Z_0123456789abcdef.json.gz",
            key);
        Assert.True(LogFileKey.TryParse(key, out var read));
        Assert.Equal(location, read.Location);
    }

    [Fact]
    public void AFingerprintIsTheMd5OfThePublicKeyAsPkcs1()
    {
        using var key = RSA.Create(2048);
#pragma warning disable CA5351 // AWS's format wants MD5.
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(key.ExportRSAPublicKey())), RsaDigestSigner.FromPem(key.ExportPkcs8PrivateKeyPem()).Fingerprint);
#pragma warning restore CA5351
    }

    [Fact]
    public void TheUniquePartIsSixteenLettersAndDigitsAndDependsOnAllThatNamesAFile()
    {
        var stream = Guid.Parse("0191d3a0-0000-7000-8000-000000000001");
        string[] parts = [
            LogFileKey.UniqueOf(stream, "security", 1, 1), LogFileKey.UniqueOf(Guid.Empty, "security", 1, 1), LogFileKey.UniqueOf(stream, "other", 1, 1),
            LogFileKey.UniqueOf(stream, "security", 2, 1), LogFileKey.UniqueOf(stream, "security", 1, 2)];

        Assert.Equal(parts.Length, parts.Distinct(StringComparer.Ordinal).Count());
        Assert.All(parts, part => Assert.Matches("^[0-9A-Za-z]{16}$", part));
        Assert.Equal(parts[0], LogFileKey.UniqueOf(stream, "security", 1, 1));
    }
}
