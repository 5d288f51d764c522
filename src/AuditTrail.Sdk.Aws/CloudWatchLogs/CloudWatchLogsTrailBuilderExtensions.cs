using AuditTrail.Aws;

namespace AuditTrail.Hosting;

/// <summary>Sends a trail to Amazon CloudWatch Logs.</summary>
public static class CloudWatchLogsTrailBuilderExtensions
{
    /// <summary>Sends each record as one log event, byte for byte, to a log group.</summary>
    /// <remarks>Credentials come from the AWS SDK's chain unless the options have some. An event may be there twice after a failure, with the same <c>eventID</c>.</remarks>
    /// <param name="trail">The trail.</param>
    /// <param name="logGroup">The group's name. It is made if it is missing, unless the options forbid it.</param>
    /// <param name="configure">Stream, region, retention and whatever else is not to be the default.</param>
    public static TrailBuilder ToCloudWatchLogs(this TrailBuilder trail, string logGroup, Action<CloudWatchLogsSinkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(trail);
        ArgumentNullException.ThrowIfNull(logGroup);
        var options = new CloudWatchLogsSinkOptions();
        configure?.Invoke(options);
        options.LogGroup = logGroup;
        foreach (var problem in options.Problems())
        {
            trail.Problem(problem);
        }

        return trail.To(context => CloudWatchLogsSinks.Create(context, options));
    }
}
