using AuditTrail.Diagnostics;
using AuditTrail.Sinks;
using Polly;

namespace AuditTrail.Delivery;

/// <summary>Tells status, log and metrics what happens to a trail.</summary>
internal sealed class TrailReport(string trail, DeliveryContext context, TrailHealth health)
{
    private readonly LogPace _sink = new(context.Time);
    private readonly LogPace _loop = new(context.Time);

    public void AttemptFailed(Outcome<DeliveryResult> outcome)
    {
        var problem = outcome.Exception is { } exception ? FailureText.Of(exception) : FailureText.Of(outcome.Result?.Reason ?? "The sink asked for a retry.");
        health.SinkFailed(problem);
        context.Metrics.AttemptFailed(trail);
        if (_sink.Allows(problem))
        {
            DeliveryLog.AttemptFailed(context.Logger, trail, problem, outcome.Exception);
        }
    }

    public void SinkAnswered()
    {
        if (health.SinkFails && _sink.Ended())
        {
            DeliveryLog.Recovered(context.Logger, trail);
        }

        health.SinkAnswered(context.Time.GetUtcNow());
    }

    public void Delivered(in AnsweredBatch answer)
    {
        SinkAnswered();
        context.Metrics.Delivered(trail, answer.View.Count - answer.Result.Rejected.Count, answer.Duration);
    }

    public void DeadLettered(IReadOnlyList<RejectedEvent> rejected)
    {
        context.Metrics.DeadLettered(trail, rejected.Count);
        DeliveryLog.DeadLettered(context.Logger, trail, rejected.Count, FailureText.Of(rejected[0].Reason ?? ""));
    }

    public void NotSelected(long count) => context.Metrics.NotSelected(trail, count);

    public void Skipped(GapFacts gap)
    {
        context.Metrics.Skipped(trail, gap.Count);
        DeliveryLog.Skipped(context.Logger, trail, gap.From, gap.To, gap.Reason);
    }

    public void Replayed(ReplayResult result)
    {
        context.Metrics.Replayed(trail, result.Delivered);
        DeliveryLog.Replayed(context.Logger, trail, result.Delivered, result.Remaining);
    }

    public void BatchDamaged(Exception exception) => health.LoopFailed(FailureText.Of(exception));

    public void LoopFailed(Exception exception, TimeSpan delay)
    {
        var problem = FailureText.Of(exception);
        health.LoopFailed(problem);
        if (_loop.Allows(problem))
        {
            DeliveryLog.LoopFailed(context.Logger, trail, delay, exception);
        }
    }

    public void SaveFailed(Exception exception) => LoopFailed(exception, context.Timing.SaveInterval);

    public void LoopGoesOn()
    {
        if (health.LoopFails)
        {
            _loop.Ended();
        }

        health.LoopGoesOn();
    }
}
