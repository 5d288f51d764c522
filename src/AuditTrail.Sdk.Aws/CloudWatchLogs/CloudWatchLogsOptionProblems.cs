using System.Buffers;
using System.Text.RegularExpressions;

namespace AuditTrail.Aws;

/// <summary>What can be seen to be wrong in the options before any request is made.</summary>
/// <remarks>Source: the service model and API reference of CloudWatch Logs.</remarks>
internal static partial class CloudWatchLogsOptionProblems
{
    private static readonly SearchValues<char> GroupCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/#");
    private static readonly int[] Retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public static IEnumerable<string> Of(CloudWatchLogsSinkOptions options) =>
        new[] { OfGroup(options.LogGroup), OfStream(options.LogStream), OptionProblem.OfRegion(nameof(options.Region), options.Region) }
            .Concat(OfNewGroup(options)).Concat(OfEntity(options)).Concat(OfRest(options)).Concat(AwsServiceOptionProblems.Of(options)).OfType<string>();

    private static string? OfGroup(string? group) =>
        group is not { Length: >= 1 and <= 512 } || group.AsSpan().ContainsAnyExcept(GroupCharacters)
            ? $"{nameof(CloudWatchLogsSinkOptions.LogGroup)} is '{Shown(group)}'; a log group's name (no ARN) has 1 to 512 letters, digits, '.', '-', '_', '/' and '#'."
        : group.StartsWith("aws/", StringComparison.Ordinal)
            ? $"{nameof(CloudWatchLogsSinkOptions.LogGroup)} is '{Shown(group)}'; names that begin with aws/ are reserved by AWS."
        : null;

    private static string? OfStream(string? stream) =>
        stream is null || (stream.Length is >= 1 and <= 512 && !stream.AsSpan().ContainsAny(':', '*') && !stream.Any(char.IsControl))
            ? null
            : $"{nameof(CloudWatchLogsSinkOptions.LogStream)} is '{Shown(stream)}'; a log stream's name has 1 to 512 characters, none of them ':' or '*'.";

    private static IEnumerable<string?> OfNewGroup(CloudWatchLogsSinkOptions options)
    {
        yield return options.RetentionDays is { } days && !Retentions.Contains(days)
            ? $"{nameof(options.RetentionDays)} is {days}; CloudWatch Logs takes {string.Join(", ", Retentions)}, or leave it out."
            : null;
        yield return options.KmsKeyId is { } key && (!key.StartsWith("arn:", StringComparison.Ordinal) || key.Length > 256 || key.Any(c => c is <= ' ' or > '~'))
            ? $"{nameof(options.KmsKeyId)} is no key's ARN, as arn:aws:kms:eu-central-1:123456789012:key/… has it."
            : null;
        yield return OfTag(nameof(options.DataSourceName), options.DataSourceName);
        yield return OfTag(nameof(options.DataSourceType), options.DataSourceType);
        yield return options is { DataSourceType: not null, DataSourceName: null }
            ? $"{nameof(options.DataSourceType)} is set without {nameof(options.DataSourceName)}; a type is a kind of a name."
            : null;
        yield return options.KmsKeyId is null && options.DataSourceName is null ? null
            : options.CreateLogGroup ? null
            : $"{(options.KmsKeyId is null ? nameof(options.DataSourceName) : nameof(options.KmsKeyId))} is set, but {nameof(options.CreateLogGroup)} is false: it is given to a group when it is made.";
    }

    private static string? OfTag(string name, string? value) =>
        value is null ? null
        : value.Length is < 1 or > 256 || !TagForm().IsMatch(value) ? $"{name} is '{Shown(value)}'; a tag's value has 1 to 256 letters, digits, blanks and _.:/=+-@."
        : value.StartsWith("aws", StringComparison.OrdinalIgnoreCase) || value.StartsWith("amazon", StringComparison.OrdinalIgnoreCase)
            ? $"{name} is '{Shown(value)}'; CloudWatch reserves what begins with aws or amazon."
        : null;

    private static IEnumerable<string?> OfEntity(CloudWatchLogsSinkOptions options)
    {
        yield return OfAttribute(nameof(options.EntityName), options.EntityName);
        yield return OfAttribute(nameof(options.EntityEnvironment), options.EntityEnvironment);
        yield return !options.SendEntity && (options.EntityName ?? options.EntityEnvironment) is not null
            ? $"{(options.EntityName is null ? nameof(options.EntityEnvironment) : nameof(options.EntityName))} is set, but {nameof(options.SendEntity)} is false; take one of the two out."
            : null;
    }

    private static string? OfAttribute(string name, string? value) =>
        value is null || (value.Length is >= 1 and <= 512 && !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl)) ? null : $"{name} is '{Shown(value)}'; expected 1 to 512 characters.";

    private static IEnumerable<string?> OfRest(CloudWatchLogsSinkOptions options)
    {
        yield return OptionProblem.OfChoice(nameof(options.Timestamp), options.Timestamp);
        yield return OptionProblem.OfTime(nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    private static string Shown(string? value) => value is null ? "" : new([.. value.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TagForm();
}
