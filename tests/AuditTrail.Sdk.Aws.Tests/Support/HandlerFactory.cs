using Amazon.Runtime;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>Lets the SDK send through a handler of the test.</summary>
internal sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
}
