namespace AuditTrail.Aws;

/// <summary>Which channel of CloudTrail Lake, and how it is reached.</summary>
public sealed record CloudTrailLakeSinkOptions : AwsServiceOptions
{
}
