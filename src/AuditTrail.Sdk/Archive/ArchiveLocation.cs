using System.Buffers;
using System.Net;

namespace AuditTrail.Archive;

/// <summary>The place of a trail in a bucket, as in AWS's key layout: <c>[prefix/]AWSLogs/[organization/]account/…/region/</c>.</summary>
/// <remarks>Source: AWS CloudTrail User Guide, "Finding your CloudTrail log files", and Amazon S3's rules for bucket names.</remarks>
public sealed record ArchiveLocation
{
    private const int MaxPrefixLength = 200; // CloudTrail's own limit for S3KeyPrefix

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!-_.*'()/");
    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The bucket's name, as digests say it.</summary>
    /// <value>3 to 63 lower-case letters, digits, <c>.</c> and <c>-</c>.</value>
    public required string Bucket { get; init; }

    /// <summary>What stands before <c>AWSLogs/</c>, without a slash at its ends.</summary>
    /// <value>At most 200 characters that S3 calls safe; default empty.</value>
    public string Prefix { get; init; } = "";

    /// <summary>The organization's id, for a trail of an organization.</summary>
    /// <value><c>o-</c> and 10 to 32 lower-case letters and digits; default null.</value>
    public string? OrganizationId { get; init; }

    /// <summary>The account.</summary>
    /// <value>Twelve digits.</value>
    public required string AccountId { get; init; }

    /// <summary>The region.</summary>
    /// <value>Lower-case letters, digits and <c>-</c>, at most 32.</value>
    public required string Region { get; init; }

    /// <summary>What keys of this account begin with, a slash at the end.</summary>
    internal string Root => string.Concat(Prefix.Length == 0 ? "" : Prefix + "/", "AWSLogs/", OrganizationId is null ? "" : OrganizationId + "/", AccountId, "/");

    /// <summary>What is wrong, one sentence each that begins with the property's name; empty when nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!IsBucket(Bucket))
        {
            yield return $"{nameof(Bucket)} is '{Bucket}'; a bucket's name has 3 to 63 lower-case letters, digits, '.' and '-', begins and ends with a letter or digit, has no '..', '.-' or '-.', and is no IP address.";
        }

        if (!IsPrefix(Prefix))
        {
            yield return $"{nameof(Prefix)} is '{Prefix}'; it takes at most {MaxPrefixLength} letters, digits and !-_.*'()/, no empty, '.' or '..' part, and no slash at its ends.";
        }

        if (OrganizationId is not null && !IsOrganization(OrganizationId))
        {
            yield return $"{nameof(OrganizationId)} is '{OrganizationId}'; it is 'o-' and 10 to 32 lower-case letters and digits.";
        }

        if (!IsAccount(AccountId))
        {
            yield return $"{nameof(AccountId)} is '{AccountId}'; an account id has exactly twelve digits.";
        }

        if (!IsRegion(Region))
        {
            yield return $"{nameof(Region)} is '{Region}'; a region takes at most 32 lower-case letters, digits and '-', and begins and ends with a letter or digit.";
        }
    }

    internal static bool IsAccount(ReadOnlySpan<char> text) => text.Length == 12 && !text.ContainsAnyExceptInRange('0', '9');

    internal static bool IsOrganization(ReadOnlySpan<char> text) =>
        text.Length is >= 12 and <= 34 && text.StartsWith("o-") && text[2..].IndexOfAnyExcept(RegionCharacters) < 0 && !text[2..].Contains('-');

    internal static bool IsRegion(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 32 && !text.ContainsAnyExcept(RegionCharacters) && text[0] != '-' && text[^1] != '-';

    internal static bool IsPrefix(string? text) => text is not null && text.Length <= MaxPrefixLength && !text.AsSpan().ContainsAnyExcept(PrefixCharacters)
        && (text.Length == 0 || !text.Split('/').Any(part => part is "" or "." or ".."));

    internal static bool IsBucket(string? text) => text is { Length: >= 3 and <= 63 } && !text.AsSpan().ContainsAnyExcept(BucketCharacters)
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && !text.Contains("..", StringComparison.Ordinal) && !text.Contains(".-", StringComparison.Ordinal) && !text.Contains("-.", StringComparison.Ordinal)
        && !(text.Count(c => c == '.') == 3 && IPAddress.TryParse(text, out _));
}
