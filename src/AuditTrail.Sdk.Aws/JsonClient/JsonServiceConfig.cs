using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util.Internal;

namespace AuditTrail.Aws;

/// <summary>The AWS SDK's configuration of a <see cref="JsonServiceClient"/>.</summary>
internal sealed class JsonServiceConfig : ClientConfig
{
    private static readonly DefaultConfigurationProvider Defaults = new(
        Enum.GetValues<DefaultConfigurationMode>().Select(mode => new DefaultConfiguration { Name = mode, RetryMode = RequestRetryMode.Standard }));

    private readonly JsonService _service;
    private readonly string _region;

    public JsonServiceConfig(JsonService service, string region, AwsServiceOptions options, ServiceConnections? connections = null)
        : base(Defaults)
    {
        _service = service;
        _region = region;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.SigningName;
        // A service URL and a region exclude each other, the one that is set last wins: an endpoint from the environment is looked for only where a region is set.
        RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        if (options.Endpoint is { } endpoint)
        {
            ServiceURL = endpoint;
        }

        AuthenticationRegion = region;
        if (options.UseFips is { } fips)
        {
            UseFIPSEndpoint = fips;
        }

        if (options.UseDualStack is { } dualStack)
        {
            UseDualstackEndpoint = dualStack;
        }

        Timeout = options.Timeout;
        ConnectTimeout = options.ConnectTimeout;
        // For a clock that the SDK can correct; delivery retries everything else, for as long as it takes.
        MaxErrorRetry = 1;
        ThrottleRetries = false;
        HttpClientFactory = connections;
    }

    public override string ServiceVersion => _service.Version;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString(_service.ServiceId, typeof(JsonServiceConfig).Assembly.GetName().Version?.ToString() ?? "0");

    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        new(string.IsNullOrEmpty(ServiceURL) ? RegionalUrl : ServiceURL);

    // Source: the endpoint rule sets of both services; suffixes and what a partition can come from the SDK's partitions.
    private string RegionalUrl
    {
        get
        {
            var partition = Fn.Partition(_region);
            if (UseFIPSEndpoint && !partition.supportsFIPS)
            {
                throw new AmazonClientException($"{nameof(AwsServiceOptions.UseFips)} is set, but the partition {partition.name} of {_region} has no FIPS endpoints.");
            }

            if (UseDualstackEndpoint && !partition.supportsDualStack)
            {
                throw new AmazonClientException($"{nameof(AwsServiceOptions.UseDualStack)} is set, but the partition {partition.name} of {_region} has no dual-stack endpoints.");
            }

            return $"https://{_service.EndpointPrefix}{(UseFIPSEndpoint ? "-fips" : "")}.{_region}.{(UseDualstackEndpoint ? partition.dualStackDnsSuffix : partition.dnsSuffix)}";
        }
    }
}
