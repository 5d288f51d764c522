using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>Sends a trail's events to a log group of CloudWatch Logs, each record as one log event.</summary>
internal sealed class CloudWatchLogsSink : IAuditSink, IDisposable
{
    private readonly CloudWatchLogsSinkOptions _options;
    private readonly TimeProvider _time;
    private readonly JsonServiceClient _client;
    private readonly LogEventSender _sender;
    private readonly LogGroupSetup _group;
    private readonly PartialDelivery _settled = new();
    private readonly LogEventBatch _events = new();

    /// <param name="options">Checked, and nobody else's.</param>
    /// <param name="region">The group's region.</param>
    /// <param name="entity">Where events come from, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="clock">Compares it with the service's.</param>
    /// <param name="logger">For what needs no retry.</param>
    public CloudWatchLogsSink(CloudWatchLogsSinkOptions options, string region, LogEventEntity? entity, TimeProvider time, ServiceClock clock, ILogger logger)
    {
        _options = options;
        _time = time;
        _client = new JsonServiceClient(JsonService.CloudWatchLogs, region, options, clock);
        var requests = new LogGroupRequests(_client, options);
        var failures = new CloudWatchLogsFailures(options, region, time);
        _group = new LogGroupSetup(requests, options, failures, time, logger);
        _sender = new LogEventSender(requests, _group, new PutLogEventsBody(options.LogGroup, entity), failures, options, logger);
        Limits = new SinkLimits
        {
            MaxEvents = LogEventBatch.MostEvents,
            MaxBytes = LogEventBatch.MostBytes,
            OverheadPerEvent = LogEvent.Overhead,
            Linger = options.Linger,
            // A call may need its group and stream made first; whatever was taken by then is not sent again.
            AttemptTimeout = options.Timeout * 4,
        };
    }

    public SinkLimits Limits { get; }

    /// <inheritdoc />
    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return DeliveryResult.Delivered();
        }

        _settled.Begin(batch);
        _events.Read(batch, _settled, _options.Timestamp == CloudWatchLogsTimestamp.Sent ? _time.GetUtcNow() : null);
        var stream = _options.LogStream ?? $"{batch.Trail}-{batch.Stream.ToString("N")[..8]}";
        if (await _sender.SendAsync(stream, _events, _settled, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return failure.ToRetry();
        }

        await _group.KeepRetentionAsync(cancellationToken).ConfigureAwait(false);
        return _settled.Finish(batch);
    }

    public void Dispose() => _client.Dispose();
}
