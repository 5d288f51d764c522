using AuditTrail.Diagnostics;
using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>The line to a sink: one call at a time, even when the sink ignores that a call was cancelled.</summary>
/// <remarks>
/// A call that does not end in time stays the only call. Later attempts wait for it instead of starting another one, and take its answer
/// when it is about the same batch; so the loop stays awake and two deliveries never overlap.
/// </remarks>
internal sealed class SinkLine
{
    private readonly IAuditSink _sink;
    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;
    private Task<DeliveryResult>? _call;
    private AuditBatch? _calledWith;

    public SinkLine(IAuditSink sink, TimeProvider time, TimeSpan grace)
    {
        _sink = sink;
        _time = time;
        _grace = grace;
    }

    /// <summary>True while a call has not ended: the sink may not be disposed, nor called.</summary>
    public bool IsBusy => _call is { IsCompleted: false };

    /// <exception cref="SinkOverdueException">The call was cancelled and goes on all the same.</exception>
    public async ValueTask<DeliveryResult> CallAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (_call is { } earlier && !ReferenceEquals(_calledWith, batch))
        {
            await EndAsync(earlier, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ThrowIfBusy(cancellationToken);
            _call = null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_call is null)
        {
            _calledWith = batch;
            // A sink may block its thread; the loop must stay free to stop, save and skip.
            _call = Task.Run(() => DeliverAsync(batch, cancellationToken), CancellationToken.None);
        }

        await EndAsync(_call, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowIfBusy(cancellationToken);
        var ended = _call;
        _call = null;
        _calledWith = null;
        return Checked(await ended.ConfigureAwait(false), batch);
    }

    private async Task<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        AuditSuppression.Begin();
        return await _sink.DeliverAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the call's end; once cancelled, only for the grace that a well-behaved sink needs.</summary>
    private async Task EndAsync(Task call, CancellationToken cancellationToken)
    {
        await call.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompleted)
        {
            await call.WaitAsync(_grace, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ThrowIfBusy(CancellationToken cancellationToken)
    {
        if (IsBusy)
        {
            throw new SinkOverdueException("The sink goes on with a call that was cancelled; nothing else is delivered before it ends.", cancellationToken);
        }
    }

    private static DeliveryResult Checked(DeliveryResult? result, AuditBatch batch)
    {
        const int LongestState = 64 * 1024;
        if (result is null)
        {
            throw new SinkContractException("The sink returned null instead of a result.");
        }

        if (result.State is { Length: > LongestState })
        {
            throw new SinkContractException($"The sink's state has {result.State.Length} characters; at most {LongestState} are kept with the cursor.");
        }

        var seen = new HashSet<int>();
        foreach (var rejected in result.Rejected)
        {
            if (rejected.Index < 0 || rejected.Index >= batch.Count || !seen.Add(rejected.Index))
            {
                // Which event it meant is unknown, so none may be taken as dealt with.
                throw new SinkContractException($"The sink rejected index {rejected.Index}, twice or outside of a batch of {batch.Count} events.");
            }
        }

        return result;
    }
}
