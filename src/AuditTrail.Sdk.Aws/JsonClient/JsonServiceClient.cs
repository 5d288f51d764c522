using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuditTrail.Aws;

/// <summary>A client of one service on the AWS SDK's core, which brings signing, credentials, connections and endpoints. Thread-safe.</summary>
/// <remarks>Nothing is connected and no credentials are asked for before the first call.</remarks>
internal sealed class JsonServiceClient : AmazonServiceClient
{
    private readonly InvokeOptions _options;

    public JsonServiceClient(JsonService service, string region, AwsServiceOptions options)
        : this(new JsonServiceConfig(service, region, options), service, options.Credentials)
    {
    }

    private JsonServiceClient(JsonServiceConfig config, JsonService service, AWSCredentials? credentials)
        : base(credentials, config) =>
        _options = new InvokeOptions { RequestMarshaller = new JsonCallMarshaller(service), ResponseUnmarshaller = JsonAnswerUnmarshaller.Instance };

    /// <exception cref="AmazonServiceException">The service refused; <see cref="AmazonServiceException.ErrorCode"/> is the shape's name.</exception>
    public Task<JsonAnswer> SendAsync(JsonCall call, CancellationToken cancellationToken) => InvokeAsync<JsonAnswer>(call, _options, cancellationToken);

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => pipeline.AddHandlerAfter<Marshaller>(new SigV4Resolver());
}
