namespace AuditTrail.Aws;

/// <summary>What was asked of the bucket when something failed.</summary>
internal enum S3Act
{
    Put,
    LookFor,
    Open,
    List,
}
