using System.Buffers;
using System.Net;

namespace AuditTrail.Aws;

/// <summary>What can be seen of a store's options to be wrong before any request is made.</summary>
internal static class S3OptionProblems
{
    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(36_500); // Amazon S3's own limit

    public static IEnumerable<string> Of(S3LogFileStoreOptions options) =>
        new[] { OfBucket(options.Bucket), OptionProblem.OfRegion(nameof(options.BucketRegion), options.BucketRegion), OptionProblem.OfEndpoint(nameof(options.Endpoint), options.Endpoint), OptionProblem.OfAccount(nameof(options.ExpectedBucketOwner), options.ExpectedBucketOwner) }
            .Concat(OfEncryption(options)).Concat(OfRetention(options)).Concat(OfTimes(options)).OfType<string>();

    // Source: Amazon S3 User Guide, "General purpose bucket naming rules". Access points and directory buckets know neither object lock nor these keys' digests.
    private static string? OfBucket(string? bucket) =>
        bucket is { Length: >= 3 and <= 63 } && !bucket.AsSpan().ContainsAnyExcept(BucketCharacters)
            && char.IsAsciiLetterOrDigit(bucket[0]) && char.IsAsciiLetterOrDigit(bucket[^1])
            && !bucket.Contains("..", StringComparison.Ordinal) && !bucket.Contains(".-", StringComparison.Ordinal) && !bucket.Contains("-.", StringComparison.Ordinal)
            && !(bucket.Count(c => c == '.') == 3 && IPAddress.TryParse(bucket, out _))
            ? null
            : $"{nameof(S3LogFileStoreOptions.Bucket)} is '{bucket}'; a bucket's name (no ARN, no s3://) has 3 to 63 lower-case letters, digits, '.' and '-', begins and ends with a letter or digit, has no '..', '.-' or '-.', and is no IP address.";

    private static IEnumerable<string?> OfEncryption(S3LogFileStoreOptions options)
    {
        yield return OptionProblem.OfChoice(nameof(options.Encryption), options.Encryption);
        yield return options.KmsKeyId is not null && options.Encryption != S3Encryption.Kms
            ? $"{nameof(options.KmsKeyId)} is set, but {nameof(options.Encryption)} is {options.Encryption}; a key takes {nameof(S3Encryption.Kms)}."
            : null;
        yield return options.KmsKeyId is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > 2_048 || key.Any(c => c is <= ' ' or > '~'))
            ? $"{nameof(options.KmsKeyId)} is no key id, ARN or alias."
            : null;
    }

    private static IEnumerable<string?> OfRetention(S3LogFileStoreOptions options)
    {
        yield return OptionProblem.OfChoice(nameof(options.RetentionMode), options.RetentionMode);
        yield return (options.RetentionMode, options.Retention) switch
        {
            (S3RetentionMode.BucketDefault, { }) => $"{nameof(options.Retention)} is set without {nameof(options.RetentionMode)}; say {nameof(S3RetentionMode.Governance)} or {nameof(S3RetentionMode.Compliance)}.",
            (not S3RetentionMode.BucketDefault, null) => $"{nameof(options.RetentionMode)} is {options.RetentionMode} without {nameof(options.Retention)}; say how long.",
            (_, { } time) when time < TimeSpan.FromSeconds(1) || time > LongestRetention => $"{nameof(options.Retention)} is {time:c}; expected one second to 100 years.",
            _ => null,
        };
    }

    private static IEnumerable<string?> OfTimes(S3LogFileStoreOptions options)
    {
        yield return OptionProblem.OfTime(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        yield return OptionProblem.OfTime(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    }
}
