using System.Buffers;
using System.Globalization;

namespace AuditTrail.Aws;

/// <summary>What can be seen to be wrong before any request is made.</summary>
internal static class LakeOptionProblems
{
    // Source: the service model of cloudtrail-data. Its \w is ASCII's.
    private static readonly SearchValues<char> ExternalIdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@:/-");

    public static IEnumerable<string> Of(CloudTrailLakeSinkOptions options) =>
        new[]
        {
            OfChannel(options.ChannelArn),
            OfExternalId(options.ExternalId),
            options.MaxRequestsPerSecond is >= 1 and <= 100
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{nameof(options.MaxRequestsPerSecond)} is {options.MaxRequestsPerSecond}; expected 1 to 100, which is what the service takes of an account in a region."),
            OptionProblem.OfTime(nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        }.Concat(AwsServiceOptionProblems.Of(options)).OfType<string>();

    private static string? OfChannel(string? arn) => ChannelArn.TryParse(arn, out _)
        ? null
        : $"{nameof(CloudTrailLakeSinkOptions.ChannelArn)} is '{Shown(arn)}'; expected arn:<partition>:cloudtrail:<region>:<account>:channel/<id>, as arn:aws:cloudtrail:eu-central-1:123456789012:channel/EXAMPLE8-80b5-40a7-ae65-6e099392355b.";

    // Whoever treats it as a secret is right to: it is not repeated.
    private static string? OfExternalId(string? id) => id is null || (id.Length is >= 2 and <= 1_224 && !id.AsSpan().ContainsAnyExcept(ExternalIdCharacters))
        ? null
        : $"{nameof(CloudTrailLakeSinkOptions.ExternalId)} takes 2 to 1,224 letters, digits and _+=,.@:/-.";

    private static string Shown(string? value) => value is null ? "" : value.Length <= 256 ? value : string.Concat(value.AsSpan(0, 256), "…");
}
