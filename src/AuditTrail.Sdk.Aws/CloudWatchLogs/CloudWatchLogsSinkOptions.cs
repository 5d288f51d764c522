namespace AuditTrail.Aws;

/// <summary>Which log group of CloudWatch Logs, and how it is reached.</summary>
public sealed record CloudWatchLogsSinkOptions : AwsServiceOptions
{
}
