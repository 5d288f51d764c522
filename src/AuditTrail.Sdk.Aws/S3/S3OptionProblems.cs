using System.Buffers;
using System.Net;

namespace AuditTrail.Aws;

/// <summary>What can be seen of a store's options to be wrong before any request is made.</summary>
internal static class S3OptionProblems
{
    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(36_500); // Amazon S3's own limit

    public static IEnumerable<string> Of(S3LogFileStoreOptions options) =>
        new[] { OfBucket(options.Bucket), OfRegion(options.BucketRegion), OfEndpoint(options.Endpoint), OfOwner(options.ExpectedBucketOwner) }
            .Concat(OfEncryption(options)).Concat(OfRetention(options)).Concat(OfTimes(options)).OfType<string>();

    // Source: Amazon S3 User Guide, "General purpose bucket naming rules". Access points and directory buckets know neither object lock nor these keys' digests.
    private static string? OfBucket(string? bucket) =>
        bucket is { Length: >= 3 and <= 63 } && !bucket.AsSpan().ContainsAnyExcept(BucketCharacters)
            && char.IsAsciiLetterOrDigit(bucket[0]) && char.IsAsciiLetterOrDigit(bucket[^1])
            && !bucket.Contains("..", StringComparison.Ordinal) && !bucket.Contains(".-", StringComparison.Ordinal) && !bucket.Contains("-.", StringComparison.Ordinal)
            && !(bucket.Count(c => c == '.') == 3 && IPAddress.TryParse(bucket, out _))
            ? null
            : $"{nameof(S3LogFileStoreOptions.Bucket)} is '{bucket}'; a bucket's name (no ARN, no s3://) has 3 to 63 lower-case letters, digits, '.' and '-', begins and ends with a letter or digit, has no '..', '.-' or '-.', and is no IP address.";

    private static string? OfRegion(string? region) =>
        region is null || (region.Length is >= 1 and <= 32 && !region.AsSpan().ContainsAnyExcept(RegionCharacters) && region[0] != '-' && region[^1] != '-')
            ? null
            : $"{nameof(S3LogFileStoreOptions.BucketRegion)} is '{region}'; a region takes lower-case letters, digits and '-', as eu-central-1.";

    private static string? OfEndpoint(string? endpoint)
    {
        if (endpoint is null)
        {
            return null;
        }

        // What stands before an @ may be a password: it is not repeated.
        return !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
                ? $"{nameof(S3LogFileStoreOptions.Endpoint)} is no URL that begins with http:// or https://, as https://s3.example.com:9000."
            : url.UserInfo.Length > 0 ? $"{nameof(S3LogFileStoreOptions.Endpoint)} holds a user or password; credentials come from the AWS SDK's chain."
            : url.PathAndQuery != "/" || url.Fragment.Length > 0 ? $"{nameof(S3LogFileStoreOptions.Endpoint)} is '{endpoint}'; it takes host and port only, without a path or query: the bucket is an option of its own."
            : null;
    }

    private static string? OfOwner(string? owner) =>
        owner is null || (owner.Length == 12 && owner.All(char.IsAsciiDigit))
            ? null
            : $"{nameof(S3LogFileStoreOptions.ExpectedBucketOwner)} is '{owner}'; an account id has exactly twelve digits.";

    private static IEnumerable<string?> OfEncryption(S3LogFileStoreOptions options)
    {
        yield return OfChoice(nameof(options.Encryption), options.Encryption);
        yield return options.KmsKeyId is not null && options.Encryption != S3Encryption.Kms
            ? $"{nameof(options.KmsKeyId)} is set, but {nameof(options.Encryption)} is {options.Encryption}; a key takes {nameof(S3Encryption.Kms)}."
            : null;
        yield return options.KmsKeyId is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > 2_048 || key.Any(c => c is <= ' ' or > '~'))
            ? $"{nameof(options.KmsKeyId)} is no key id, ARN or alias."
            : null;
    }

    private static IEnumerable<string?> OfRetention(S3LogFileStoreOptions options)
    {
        yield return OfChoice(nameof(options.RetentionMode), options.RetentionMode);
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
        yield return OfTime(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        yield return OfTime(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    }

    private static string? OfTime(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value >= min && value <= max ? null : $"{name} is {value:c}; expected {min:c} to {max:c}.";

    private static string? OfChoice<T>(string name, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{name} is {value}; expected one of {string.Join(", ", Enum.GetNames<T>())}.";
}
