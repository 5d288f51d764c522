using System.Net;
using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>Says in words what CloudWatch Logs answered, what mends it, and when to try again.</summary>
/// <remarks>Source of the codes: the operations' errors in the service model (botocore 1.43).</remarks>
internal sealed class CloudWatchLogsFailures(CloudWatchLogsSinkOptions options, string region, TimeProvider time)
{
    public const string Put = "PutLogEvents";
    public const string CreateGroup = "CreateLogGroup";
    public const string CreateStream = "CreateLogStream";
    public const string SetRetention = "PutRetentionPolicy";

    private readonly ServiceFailures _failures = new(options, region, "CloudWatch Logs", act => PermissionsFor(act, options), time);

    public ServiceFailure Of(Exception exception, string act) => exception switch
    {
        AmazonServiceException { ErrorCode: "OperationAbortedException" or "InvalidSequenceTokenException" or "ConflictException" } answer =>
            new(FailureClass.Retry, Words(act, "Another writer was at it at the same moment. It is tried again.", answer), null),
        AmazonServiceException { ErrorCode: "LimitExceededException" or "ServiceQuotaExceededException" } answer =>
            new(FailureClass.Retry, Words(act, "A quota of the account is used up; if it stays so, ask AWS to raise it or make the group yourself. It is tried again.", answer), null),
        AmazonServiceException { ErrorCode: "InternalServerException" } answer =>
            new(FailureClass.Retry, Words(act, "It is tried again.", answer), null),
        _ => _failures.Of(exception, act, answer => OwnCure(answer, act)),
    };

    /// <summary>What was made a moment ago is missing still.</summary>
    public static ServiceFailure NotKnownYet(string act, AmazonServiceException answer) =>
        new(FailureClass.Retry, Words(act, "The group or stream was made a moment ago and is not known everywhere yet. It is tried again.", answer), null);

    /// <summary>Whether a call was refused for what is in it: one of its events, or what all of them share.</summary>
    public static bool IsAboutContent(AmazonServiceException answer) =>
        answer.ErrorCode is "InvalidParameterException" or "ValidationException" or "SerializationException" || answer.StatusCode == HttpStatusCode.RequestEntityTooLarge;

    public static bool IsNotFound(AmazonServiceException answer) => answer.ErrorCode == "ResourceNotFoundException";

    public static bool IsThereAlready(AmazonServiceException answer) => answer.ErrorCode == "ResourceAlreadyExistsException";

    private static string Words(string act, string cure, AmazonServiceException answer) => $"{act} failed. {cure} ({FailureWords.Of(answer)})";

    private static string PermissionsFor(string act, CloudWatchLogsSinkOptions options) => act switch
    {
        CreateGroup => $"logs:CreateLogGroup{(options.DataSourceName is null ? "" : $" and logs:TagResource (for {nameof(options.DataSourceName)})")} on the log group '{options.LogGroup}', or {nameof(options.CreateLogGroup)} false and a group that is there",
        CreateStream => $"logs:CreateLogStream on the log group '{options.LogGroup}', or {nameof(options.CreateLogStream)} false and a stream that is there",
        SetRetention => $"logs:PutRetentionPolicy on the log group '{options.LogGroup}', or {nameof(options.RetentionDays)} left out",
        _ => $"logs:PutLogEvents on the log group '{options.LogGroup}'",
    };

    private string? OwnCure(AmazonServiceException answer, string act) => answer.ErrorCode switch
    {
        "ResourceNotFoundException" => NotFound(act),
        _ when IsAboutKey(answer) => $"The log group's KMS key cannot be used: it has to exist in '{region}', be symmetric and enabled, and its policy has to allow the CloudWatch Logs service to use it{(options.KmsKeyId is null ? "" : $" ({nameof(options.KmsKeyId)})")}.",
        "InvalidParameterException" or "ValidationException" => act switch
        {
            CreateGroup => $"CloudWatch Logs does not take what the new group is made with: look at {nameof(options.LogGroup)}, {nameof(options.KmsKeyId)}, {nameof(options.DataSourceName)} and {nameof(options.DataSourceType)}.",
            CreateStream => $"CloudWatch Logs does not take the stream's name: look at {nameof(options.LogStream)}.",
            SetRetention => $"CloudWatch Logs does not take {nameof(options.RetentionDays)}.",
            _ => $"CloudWatch Logs takes no event at all: look at {nameof(options.LogGroup)}, {nameof(options.LogStream)}, the group's class and {nameof(options.EntityName)}.",
        },
        "InvalidOperationException" => "The log group does not allow it: look at its class.",
        _ => null,
    };

    /// <summary>Whether the group's KMS key is what is wrong.</summary>
    public static bool IsAboutKey(AmazonServiceException answer) =>
        answer.ErrorCode?.StartsWith("KMS", StringComparison.OrdinalIgnoreCase) == true
        || (answer.ErrorCode is "InvalidParameterException" or "AccessDeniedException" && answer.Message.Contains("KMS", StringComparison.OrdinalIgnoreCase));

    private string NotFound(string act) => act switch
    {
        CreateStream => $"The log group '{options.LogGroup}' does not exist in '{region}': make it, correct {nameof(options.LogGroup)} or {nameof(options.Region)}, or allow {nameof(options.CreateLogGroup)}.",
        _ => $"The log group '{options.LogGroup}' or its stream does not exist in '{region}': make them, correct {nameof(options.LogGroup)}, {nameof(options.LogStream)} or {nameof(options.Region)}, or allow {nameof(options.CreateLogGroup)} and {nameof(options.CreateLogStream)}.",
    };
}
