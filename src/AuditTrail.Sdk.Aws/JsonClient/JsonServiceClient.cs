using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuditTrail.Aws;

/// <summary>A client of one service on the AWS SDK's core, which brings signing, credentials, connections and endpoints. Thread-safe.</summary>
/// <remarks>Nothing is connected and no credentials are asked for before the first call.</remarks>
internal sealed class JsonServiceClient : AmazonServiceClient
{
    private readonly InvokeOptions _options;
    private readonly ServiceConnections _connections;
    private readonly ServiceClock? _clock;

    /// <param name="service">The service.</param>
    /// <param name="region">The region that is asked and signed for.</param>
    /// <param name="options">How the service is reached.</param>
    /// <param name="clock">Is told the time of each answer and refusal; null for nobody.</param>
    public JsonServiceClient(JsonService service, string region, AwsServiceOptions options, ServiceClock? clock = null)
        : this(service, region, options, new ServiceConnections(options)) =>
        _clock = clock;

    private JsonServiceClient(JsonService service, string region, AwsServiceOptions options, ServiceConnections connections)
        : base(options.Credentials, new JsonServiceConfig(service, region, options, connections))
    {
        _connections = connections;
        _options = new InvokeOptions { RequestMarshaller = new JsonCallMarshaller(service), ResponseUnmarshaller = JsonAnswerUnmarshaller.Instance };
    }

    /// <exception cref="AmazonServiceException">The service refused; <see cref="AmazonServiceException.ErrorCode"/> is the shape's name.</exception>
    public async Task<JsonAnswer> SendAsync(JsonCall call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await InvokeAsync<JsonAnswer>(call, _options, cancellationToken).ConfigureAwait(false);
            _clock?.Compare(answer.ServerTime);
            return answer;
        }
        catch (AmazonServiceException refusal)
        {
            _clock?.Compare(FailureWords.TimeOf(refusal));
            throw;
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _connections.Dispose();
        }
    }

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Resolver());
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new ClockRetryPolicy(Config)));
    }
}
