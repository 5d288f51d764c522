using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>How a service of AWS is reached: what CloudTrail Lake and CloudWatch Logs have in common.</summary>
public abstract record AwsServiceOptions
{
    private protected AwsServiceOptions()
    {
    }

    /// <summary>The server, where it is not the region's own: an interface endpoint of a VPC, or an emulator.</summary>
    /// <value>An absolute URL, <c>http</c> or <c>https</c>, with nothing but host and port. Default null: what the AWS SDK finds (<c>AWS_ENDPOINT_URL</c>, the profile), else the service in its region.</value>
    public string? Endpoint { get; set; }

    /// <summary>Whether the endpoint with FIPS 140 validated cryptography is used.</summary>
    /// <value>Default null: what the AWS SDK finds (<c>AWS_USE_FIPS_ENDPOINT</c>, the profile), else false. Not together with an <see cref="Endpoint"/>.</value>
    public bool? UseFips { get; set; }

    /// <summary>Whether the endpoint that answers IPv6 as well is used.</summary>
    /// <value>Default null: what the AWS SDK finds (<c>AWS_USE_DUALSTACK_ENDPOINT</c>, the profile), else false. Not together with an <see cref="Endpoint"/>.</value>
    public bool? UseDualStack { get; set; }

    /// <summary>Who signs; only in code.</summary>
    /// <value>Default null: the AWS SDK's chain (environment, profile, web identity, container or instance role).</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>How long one request may take.</summary>
    /// <value>One second to 5 minutes; default 20 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long making a connection may take.</summary>
    /// <value>100 milliseconds to one minute; default 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
