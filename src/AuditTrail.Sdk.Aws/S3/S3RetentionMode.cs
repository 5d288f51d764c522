namespace AuditTrail.Aws;

/// <summary>How firmly object lock keeps an object until its time has passed.</summary>
public enum S3RetentionMode
{
    /// <summary>Nothing is asked: the bucket's default retention decides, if it has one.</summary>
    BucketDefault,

    /// <summary>Who has the permission <c>s3:BypassGovernanceRetention</c> may delete it earlier.</summary>
    Governance,

    /// <summary>Nobody may delete it earlier, the account's root user included; nobody can shorten the time.</summary>
    Compliance,
}
