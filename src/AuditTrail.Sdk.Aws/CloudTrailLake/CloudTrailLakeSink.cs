using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>Puts events into a channel of CloudTrail Lake.</summary>
/// <remarks>
/// Requests go one after the other; the next one only when every event of the one before is settled, so that what a trail has later never overtakes what waits. A request that is refused for
/// what it holds is halved until the event that is meant stands alone.
/// </remarks>
internal sealed class CloudTrailLakeSink : IAuditSink, IDisposable
{
    // Records of this size are one request as a rule: the event in it is larger, most of all where its values are nested.
    private const int BatchBytes = 600_000;

    // A batch may take more than one request.
    private const int TimeoutsPerAttempt = 4;

    private readonly CloudTrailLakeSinkOptions _options;
    private readonly LakePace _pace;
    private readonly LakeClient? _client;
    private readonly Func<PutAuditEventsRequest, CancellationToken, Task<PutAuditEventsResponse>> _put;
    private readonly IntegrationEventWriter _writer;
    private readonly LakeCures _cures;
    private readonly LakeAnswers _answers;
    private readonly ServiceFailures _failures;
    private readonly PartialDelivery _settled = new();

    // Of the attempt that runs: events that were refused as whole requests.
    private readonly List<(long TrailSequence, Exception Refusal)> _refused = [];

    /// <param name="options">Without problems; the caller's copy.</param>
    /// <param name="channel">The options' channel.</param>
    /// <param name="pace">The pace of the channel's account and region.</param>
    /// <param name="time">The clock.</param>
    /// <param name="clock">The clock that the service's is compared with.</param>
    public CloudTrailLakeSink(CloudTrailLakeSinkOptions options, ChannelArn channel, LakePace pace, TimeProvider time, ServiceClock clock)
    {
        _options = options;
        _pace = pace;
        _pace.Allow(options.MaxRequestsPerSecond);
        _client = options.PutAuditEvents is null ? new LakeClient(channel, options, clock) : null;
        _put = options.PutAuditEvents ?? _client!.PutAsync;
        _writer = new IntegrationEventWriter(channel.Account);
        _cures = new LakeCures(channel);
        _answers = new LakeAnswers(_cures);
        _failures = new ServiceFailures(options, channel.Region, "CloudTrail Lake", _ => $"cloudtrail-data:PutAuditEvents on {channel.Text}", time);
        Limits = new SinkLimits
        {
            MaxEvents = LakeRequests.MostEvents,
            MaxBytes = BatchBytes,
            Linger = options.Linger,
            AttemptTimeout = options.Timeout * TimeoutsPerAttempt,
        };
    }

    public SinkLimits Limits { get; }

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return DeliveryResult.Delivered();
        }

        _settled.Begin(batch);
        _refused.Clear();
        var requests = LakeRequests.Of(batch, _settled, _writer);
        while (requests.TryDequeue(out var request))
        {
            var failure = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }
        }

        return Finish(batch);
    }

    /// <inheritdoc />
    public void Dispose() => _client?.Dispose();

    private async Task<DeliveryResult?> SendAsync(List<LakeEntry> request, CancellationToken cancellationToken)
    {
        try
        {
            return _answers.Settle(request, await PutAsync(request, cancellationToken).ConfigureAwait(false), _settled);
        }
        catch (Exception exception) when (request.Count > 1 && LakeCures.IsAboutContent(exception))
        {
            var half = request.Count / 2;
            return await SendAsync(request[..half], cancellationToken).ConfigureAwait(false)
                ?? await SendAsync(request[half..], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (LakeCures.IsAboutContent(exception))
        {
            _refused.Add((request[0].TrailSequence, exception));
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The network, the SDK or the application's own client: whatever it is, the events stay and come again.
            return FailureOf(exception);
        }
    }

    /// <summary>If the channel takes others, the events that stood alone are to blame; if it never took any, the options may be, and the events wait.</summary>
    private DeliveryResult Finish(AuditBatch batch)
    {
        if (_refused.Count > 0 && !_answers.HasTaken)
        {
            return FailureOf(_refused[0].Refusal);
        }

        foreach (var (number, refusal) in _refused)
        {
            _settled.Rejected(number, $"CloudTrail Lake refuses it: {FailureWords.Of(refusal)}");
        }

        return _settled.Finish(batch);
    }

    private DeliveryResult FailureOf(Exception exception) => _failures.Of(exception, "PutAuditEvents", _cures.Of).ToRetry();

    private async Task<PutAuditEventsResponse> PutAsync(List<LakeEntry> request, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken).ConfigureAwait(false);
        var response = await _put(
            new PutAuditEventsRequest { ChannelArn = _options.ChannelArn, ExternalId = _options.ExternalId, AuditEvents = [.. request.Select(one => one.Entry)] },
            cancellationToken).ConfigureAwait(false);
        return response ?? throw new InvalidDataException($"{nameof(CloudTrailLakeSinkOptions.PutAuditEvents)} returned null");
    }
}
