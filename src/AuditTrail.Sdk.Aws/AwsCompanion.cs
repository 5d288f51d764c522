using AuditTrail.Hosting;

namespace AuditTrail.Aws;

/// <summary>What this package adds to every recorder. <c>AddAuditTrail</c> finds it by its name, so that a configuration alone can name its sinks.</summary>
internal static class AwsCompanion
{
    /// <summary>May be called several times.</summary>
    public static void AddTo(AuditTrailBuilder builder)
    {
        CloudTrailLakeSinks.AddServices(builder.Services);
        builder.AddSinkType(S3Sinks.Name, S3Sinks.Bind);
        builder.AddSinkType(CloudTrailLakeSinks.Name, CloudTrailLakeSinks.Bind);
        builder.AddSinkType(CloudWatchLogsSinks.Name, CloudWatchLogsSinks.Bind);
    }
}
