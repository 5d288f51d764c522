namespace AuditTrail.Tool.Tests.Support;

/// <summary>What the AWS CLI said of an archive.</summary>
internal sealed record AwsVerdict(int ExitCode, string Out, string Error);
