namespace AuditTrail.Aws;

/// <summary>Which time an event has in CloudWatch Logs.</summary>
public enum CloudWatchLogsTimestamp
{
    /// <summary>When it was recorded. CloudWatch Logs refuses what is older than 14 days or than the group's retention.</summary>
    Recorded,

    /// <summary>When it is sent: for dead letters that are too old to be taken otherwise. The record itself still says when it was recorded.</summary>
    Sent,
}
