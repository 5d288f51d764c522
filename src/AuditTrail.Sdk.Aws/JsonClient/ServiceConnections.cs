using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>The connections of one <see cref="JsonServiceClient"/>, through the proxy that the environment names.</summary>
internal sealed class ServiceConnections(AwsServiceOptions options) : HttpClientFactory, IDisposable
{
    private readonly WholeAnswers _handler = new(new SocketsHttpHandler
    {
        // No service redirects: whoever does would be given the events, whether or not it may see them.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        // Names move; a connection that lives for ever would not notice.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <remarks>The SDK asks for one for each request and disposes it; the connections stay.</remarks>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false) { Timeout = options.Timeout };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public void Dispose() => _handler.Dispose();
}
