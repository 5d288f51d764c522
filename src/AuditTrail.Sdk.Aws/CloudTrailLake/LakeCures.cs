using System.Net;
using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>What somebody has to do about CloudTrail Lake's own codes.</summary>
/// <remarks>Source: the service model of cloudtrail-data, CloudTrail User Guide on integrations, and "CloudTrail Lake availability change".</remarks>
internal sealed class LakeCures(ChannelArn channel)
{
    private static readonly string[] OfTheCaller = ["Channel", "AccessDenied", "NotAuthorized", "Unauthorized", "Unrecognized", "Unsupported", "Expired", "Token", "Signature", "Subscri"];

    /// <summary>A whole request was refused for an event in it, which is not named.</summary>
    public static bool IsAboutContent(Exception exception) => exception is AmazonServiceException answer && !ServiceFailures.IsOfCredentials(exception)
        && (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge || NameOf(answer.ErrorCode) is "DuplicatedAuditEventId" or "Validation" or "Serialization" or "InvalidParameter");

    /// <summary>A code that is about the channel, the account or the credentials, whatever event it is said of.</summary>
    public static bool IsAboutTheCaller(string code) => OfTheCaller.Any(part => code.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>For a whole request; null for a code that other services have too.</summary>
    public string? Of(AmazonServiceException answer) => NameOf(answer.ErrorCode) switch
    {
        _ when answer.Message.Contains("no longer accepting new customers", StringComparison.OrdinalIgnoreCase) =>
            $"CloudTrail Lake has taken no new customers since 2026-05-31, and account {channel.Account} was none before. Send this trail to CloudWatch Logs (ToCloudWatchLogs) or into an archive (ToS3) instead.",
        "ChannelNotFound" => $"There is no such channel in account {channel.Account} and region '{channel.Region}': make it (aws cloudtrail create-channel --source Custom), or correct {nameof(CloudTrailLakeSinkOptions.ChannelArn)}.",
        "InvalidChannelARN" => $"The service does not take the channel's ARN: correct {nameof(CloudTrailLakeSinkOptions.ChannelArn)}.",
        "ChannelInsufficientPermission" => $"The channel does not let these credentials in: without a policy of its own it takes its owner's ({channel.Account}) alone; a policy has to name their account, and {nameof(CloudTrailLakeSinkOptions.ExternalId)} has to be what it demands.",
        "ChannelUnsupportedSchema" => "The channel does not take this schema: its source has to be Custom, and its event data store has to select the event category ActivityAuditLog.",
        "UnsupportedOperation" => $"CloudTrail Lake's integrations are not supported in region '{channel.Region}' or for account {channel.Account}: take a channel elsewhere ({nameof(CloudTrailLakeSinkOptions.ChannelArn)}).",
        "DuplicatedAuditEventId" => "The service takes the event's id for another's of the same request, which it is not.",
        _ => null,
    };

    /// <summary>For one event of a request; null where nobody has to do anything.</summary>
    public string? OfEntry(string code) => code switch
    {
        "AccountNotSubscribed" => $"Account {channel.Account} is not subscribed to CloudTrail Lake in region '{channel.Region}': its event data store was deleted or stopped, or closed to new customers (2026-05-31).",
        "InvalidRecipient" => $"The service does not take {channel.Account} for the account that owns the channel: correct {nameof(CloudTrailLakeSinkOptions.ChannelArn)}.",
        _ => null,
    };

    // The SDKs name shapes with and without it.
    private static string NameOf(string? code) => code is null ? "" : code.EndsWith("Exception", StringComparison.Ordinal) ? code[..^"Exception".Length] : code;
}
