using AuditTrail.Aws;

namespace AuditTrail.Hosting;

/// <summary>Sends a trail to CloudTrail Lake.</summary>
public static class CloudTrailLakeTrailBuilderExtensions
{
    /// <summary>Puts the events into a channel of CloudTrail Lake, as integration events (<c>PutAuditEvents</c>).</summary>
    /// <remarks>For accounts that use CloudTrail Lake already: it has taken no new customers since 2026-05-31. Credentials come from the AWS SDK's chain.</remarks>
    /// <param name="trail">The trail.</param>
    /// <param name="channelArn">The channel's ARN, which says region and account too. The channel has to exist.</param>
    /// <param name="configure">Whatever is not to be the default.</param>
    public static TrailBuilder ToCloudTrailLake(this TrailBuilder trail, string channelArn, Action<CloudTrailLakeSinkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(trail);
        ArgumentNullException.ThrowIfNull(channelArn);
        var options = new CloudTrailLakeSinkOptions { ChannelArn = channelArn };
        configure?.Invoke(options);
        foreach (var problem in options.Problems())
        {
            trail.Problem(problem);
        }

        return trail.To(context => CloudTrailLakeSinks.Create(options, context));
    }
}
