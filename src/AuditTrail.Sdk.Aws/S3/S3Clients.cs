using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace AuditTrail.Aws;

/// <summary>Makes the SDK's client. It resolves credentials at its first request, so nothing is asked of anybody before.</summary>
internal static class S3Clients
{
    /// <exception cref="ArgumentException">Neither the options nor the environment say which region.</exception>
    public static IAmazonS3 Create(S3LogFileStoreOptions options)
    {
        var region = options.BucketRegion ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle ?? options.Endpoint is not null,
            Timeout = options.Timeout,
            ConnectTimeout = options.ConnectTimeout,
            RetryMode = RequestRetryMode.Standard,
            // Delivery retries for as long as it takes; this one is for a connection that went stale between two log files.
            MaxErrorRetry = 1,
            ThrottleRetries = false,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region ?? "us-east-1";
        }
        else if (region is null)
        {
            throw new ArgumentException($"{nameof(options.BucketRegion)} is not set, and neither AWS_REGION nor a profile says it; say in which region the bucket '{options.Bucket}' lies.", nameof(options));
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonS3Client(config);
    }
}
