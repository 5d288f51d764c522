using System.Net;
using Amazon.S3;

namespace AuditTrail.Aws;

/// <summary>What somebody has to do so that the store stops refusing, by its error codes.</summary>
/// <remarks>Source: Amazon S3 API Reference, "Error responses", and what Ceph's gateway was seen to answer.</remarks>
internal sealed class S3Cures(S3LogFileStoreOptions options)
{
    public string Of(AmazonS3Exception answer, S3Act act) => answer.ErrorCode switch
    {
        // Before access keys: Ceph says InvalidAccessKeyId of a KMS key too.
        _ when IsAboutKms(answer) => Kms(act),
        "InvalidAccessKeyId" => "The store does not know this access key: it was deleted or deactivated, or belongs to another store. Set the credentials of one that is active.",
        "SignatureDoesNotMatch" => "The secret access key is not this access key's: set both anew, whole and without blanks. A proxy that rewrites requests looks the same.",
        "RequestTimeTooSkewed" or "RequestExpired" => "Clock skew: this machine's clock and the store's differ by more than the store allows (15 minutes). Set the clock (NTP).",
        "ExpiredToken" or "TokenRefreshRequired" or "InvalidToken" => "The session token is no longer valid: renew the credentials, or use a role, which renews its own.",
        "NoSuchBucket" => $"The bucket does not exist: make it, or correct {nameof(options.Bucket)}{(options.Endpoint is null ? "" : $" or {nameof(options.Endpoint)}")}.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => Region(answer),
        "AccountProblem" or "AllAccessDisabled" or "NotSignedUp" or "InvalidPayer" => "The account is not in order; its owner has to ask AWS.",
        "InvalidRequest" or "InvalidArgument" or "InvalidRetentionPeriod" when act == S3Act.Put && options.RetentionMode != S3RetentionMode.BucketDefault => Lock,
        _ when IsRedirect(answer.StatusCode) => Region(answer),
        _ when answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => Denied(act),
        _ when act == S3Act.LookFor && answer.StatusCode == HttpStatusCode.BadRequest => "The answer has no words; a wrong region, a token that has expired and a wrong clock look so.",
        _ => "The store refuses it.",
    };

    private string Lock =>
        $"{nameof(options.RetentionMode)} needs object lock, which the bucket does not have or not for this time: enable it when the bucket is made, or on a bucket with versions, or take {nameof(options.RetentionMode)} and {nameof(options.Retention)} out.";

    private string KeyName => options.KmsKeyId is { } key ? $"the KMS key '{key}'" : "the account's KMS key for S3";

    private static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and < 400;

    private bool IsAboutKms(AmazonS3Exception answer) => options.Encryption == S3Encryption.Kms
        && (answer.ErrorCode?.StartsWith("KMS.", StringComparison.Ordinal) == true || answer.Message.Contains("kms", StringComparison.OrdinalIgnoreCase));

    private string Kms(S3Act act) =>
        $"S3 cannot use {KeyName}: it has to exist in the bucket's region and be enabled, and its policy has to allow {(act == S3Act.Put ? "kms:GenerateDataKey" : "kms:Decrypt")} to these credentials.";

    private string Region(AmazonS3Exception answer) =>
        $"The bucket lies in another region than {options.BucketRegion ?? "the one that is set"}{(FailureWords.HeaderOf(answer, "x-amz-bucket-region") is { Length: > 0 } right ? $": in {right}" : "")}. Correct {nameof(options.BucketRegion)}{(options.Endpoint is null ? "" : $" or {nameof(options.Endpoint)}")}.";

    private string Denied(S3Act act)
    {
        string[] permissions = act switch
        {
            S3Act.Put =>
            [
                "s3:PutObject",
                .. options.RetentionMode == S3RetentionMode.BucketDefault ? Array.Empty<string>() : ["s3:PutObjectRetention"],
                .. options.Encryption == S3Encryption.Kms ? ["kms:GenerateDataKey on " + KeyName] : Array.Empty<string>(),
            ],
            // Without s3:ListBucket a missing object is a refusal too.
            S3Act.LookFor or S3Act.Open => ["s3:GetObject", "s3:ListBucket on the bucket", .. options.Encryption == S3Encryption.Kms ? ["kms:Decrypt on " + KeyName] : Array.Empty<string>()],
            _ => ["s3:ListBucket on the bucket"],
        };
        var owner = options.ExpectedBucketOwner is { } account ? $" Or the bucket is not owned by {account} ({nameof(options.ExpectedBucketOwner)})." : "";
        var asked = act == S3Act.Put ? " and denied by no bucket policy, such as one that demands an encryption" : "";
        return $"Access is denied: these credentials need {string.Join(", ", permissions)}, allowed{asked}.{owner}";
    }
}
