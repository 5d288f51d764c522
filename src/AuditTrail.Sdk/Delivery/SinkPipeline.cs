using AuditTrail.Sinks;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace AuditTrail.Delivery;

/// <summary>Time-out, circuit breaker and retry around a sink's line.</summary>
internal sealed class SinkPipeline
{
    private readonly SinkLine _line;
    private readonly DeliveryTiming _timing;
    private readonly Action<Outcome<DeliveryResult>> _onFailure;
    private readonly ResiliencePipeline<DeliveryResult> _untilDelivered;
    private readonly ResiliencePipeline<DeliveryResult> _once;
    private IBatchSource _source = EmptySource.Instance;

    /// <remarks><paramref name="onFailure"/> is called after each failed attempt, before the back-off.</remarks>
    public SinkPipeline(SinkLine line, SinkLimits limits, DeliveryTiming timing, TimeProvider time, Action<Outcome<DeliveryResult>> onFailure)
    {
        _line = line;
        _timing = timing;
        _onFailure = onFailure;
        var attempt = new TimeoutStrategyOptions { Timeout = limits.AttemptTimeout };
        _once = new ResiliencePipelineBuilder<DeliveryResult> { TimeProvider = time }.AddTimeout(attempt).Build();
        _untilDelivered = new ResiliencePipelineBuilder<DeliveryResult> { TimeProvider = time }
            .AddRetry(Retry())
            .AddCircuitBreaker(Probing())
            .AddTimeout(attempt)
            .Build();
    }

    /// <summary>Delivers for as long as it takes.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; whether something arrived is unknown.</exception>
    /// <exception cref="BatchDamagedException">The batch's events are not there any more.</exception>
    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, IBatchSource source, CancellationToken cancellationToken)
    {
        _source = source;
        return RunAsync(_untilDelivered, batch, cancellationToken);
    }

    /// <summary>Tries once; the result may be <see cref="DeliveryStatus.Retry"/>, and an error is one, too.</summary>
    public async ValueTask<DeliveryResult> TryAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(_once, batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Sink code may throw anything.
            return DeliveryResult.Retry(FailureText.Of(exception));
        }
    }

    private ValueTask<DeliveryResult> RunAsync(ResiliencePipeline<DeliveryResult> pipeline, AuditBatch batch, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(static (call, token) => call._line.CallAsync(call.batch, token), (_line, batch), cancellationToken);

    private RetryStrategyOptions<DeliveryResult> Retry() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _timing.FirstRetry,
        MaxDelay = _timing.LongestRetry,
        ShouldHandle = arguments => ValueTask.FromResult(
            Failed(arguments.Outcome) && !_source.IsDamaged && !arguments.Context.CancellationToken.IsCancellationRequested),
        DelayGenerator = arguments => ValueTask.FromResult(OwnDelay(arguments.Outcome)),
        OnRetry = arguments =>
        {
            // A broken circuit is our own refusal, not news about the sink.
            if (arguments.Outcome.Exception is not BrokenCircuitException)
            {
                _onFailure(arguments.Outcome);
            }

            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions<DeliveryResult> Probing() => new()
    {
        FailureRatio = 1,
        MinimumThroughput = _timing.FailuresBeforeProbing,
        SamplingDuration = TimeSpan.FromMinutes(10),
        BreakDuration = _timing.ProbeInterval,
        ShouldHandle = arguments => ValueTask.FromResult(Failed(arguments.Outcome) && !arguments.Context.CancellationToken.IsCancellationRequested),
    };

    /// <summary>What the destination, or the circuit breaker, wishes; null for the exponential back-off.</summary>
    private TimeSpan? OwnDelay(Outcome<DeliveryResult> outcome) => outcome switch
    {
        { Exception: BrokenCircuitException { RetryAfter: { } rest } } => rest,
        { Result.RetryAfter: { } wish } when wish > TimeSpan.Zero => wish < _timing.LongestRetryAfter ? wish : _timing.LongestRetryAfter,
        _ => null,
    };

    private static bool Failed(Outcome<DeliveryResult> outcome) => outcome.Exception is not null || outcome.Result is { Status: DeliveryStatus.Retry };
}
