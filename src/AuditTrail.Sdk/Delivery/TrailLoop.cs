using System.Collections.Concurrent;
using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Trails;
using Polly;

namespace AuditTrail.Delivery;

/// <summary>The loop of one trail: cursor → select → batch → sink → advance. Ends only when the host stops.</summary>
/// <remarks>
/// Each round takes the first of these steps that there is work for: (1) settle an answer, (2) save the cursor, (3) skip, (4) replay dead letters,
/// (5) tell the sink that its interval has passed, (6) deliver, (7) wait. Whatever a step throws, the next round begins with the same facts.
/// </remarks>
internal sealed class TrailLoop : IAsyncDisposable
{
    private readonly Trail _trail;
    private readonly DeliveryContext _context;
    private readonly SinkLimits _limits;
    private readonly TrailCursor _cursor;
    private readonly DeadLetterFile _deadLetters;
    private readonly TrailReport _report;
    private readonly Func<long, long, bool> _isSaid;
    private readonly LoopClock _clock;
    private readonly LoopWait _wait;
    private readonly CallInterrupt _interrupt = new();
    private readonly SinkInterval _interval;
    private readonly SinkLine _line;
    private readonly SinkPipeline _pipeline;
    private readonly LookAhead _ahead;
    private readonly JournalReader _again;
    private readonly EventSplicer _aheadSplicer;
    private readonly EventSplicer _againSplicer;

    // Written by others, read by the loop.
    private readonly ConcurrentQueue<ReplayRequest> _replays = new();
    private long _skipThrough;
    private volatile bool _stops;

    // The loop's own.
    private BatchPlan? _plan;
    private AnsweredBatch? _answer;
    private TimeSpan? _lingersUntil;

    // The highest trail number that a batch may have used, one of an earlier run included.
    private long _offered;

    public TrailLoop(Trail trail, DeliveryContext context, TrailCursor cursor, LoopClock clock, TrailReport report, DeadLetterFile deadLetters, Func<long, long, bool> isSaid)
    {
        _trail = trail;
        _context = context;
        _limits = trail.Sink.Limits;
        _cursor = cursor;
        _clock = clock;
        _report = report;
        _deadLetters = deadLetters;
        _isSaid = isSaid;
        _wait = new LoopWait(context.Journal, context.Time, clock);
        _line = new SinkLine(trail.Sink, context.Time, context.Timing.CancellationGrace);
        _pipeline = new SinkPipeline(_line, _limits, context.Timing, context.Time, report.AttemptFailed);
        _ahead = new LookAhead(context.Journal.OpenReader(cursor.Progress.Position + 1));
        _again = context.Journal.OpenReader(cursor.Progress.Position + 1);
        _aheadSplicer = new EventSplicer(context.Journal.Stream);
        _againSplicer = new EventSplicer(context.Journal.Stream);
        _interval = new SinkInterval(_limits.Interval, context.Timing, clock);
        var progress = cursor.Progress;
        _offered = progress.TrailSequence + progress.Markers.Count + context.Journal.DurableSequence - progress.Position;
    }

    /// <summary>True while the sink has not come back from a call.</summary>
    public bool SinkIsBusy => _line.IsBusy;

    /// <summary>Runs until <see cref="Drain"/> finds nothing left, or <see cref="Abort"/>.</summary>
    public async Task RunAsync()
    {
        for (var failures = 0; !_interrupt.ForGood.IsCancellationRequested;)
        {
            try
            {
                if (!await StepAsync().ConfigureAwait(false))
                {
                    return;
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (_interrupt.Token.IsCancellationRequested)
            {
                // A skip, or the end: the next round sees which.
            }
            catch (Exception exception)
            {
                // The disk or our own bug: the events are in the journal, so nothing but a stop may end this loop.
                await BackOffAsync(exception, failures++).ConfigureAwait(false);
            }
        }
    }

    /// <summary>From now on the loop ends when everything is delivered and the sink has been told so.</summary>
    public void Drain()
    {
        _stops = true;
        _wait.Wake();
    }

    /// <summary>Ends the loop at once.</summary>
    public void Abort()
    {
        _interrupt.Abort();
        _wait.Wake();
    }

    /// <summary>Has the trail jump over everything up to a number, even if the sink is in the middle of it.</summary>
    public void Skip(long through)
    {
        Interlocked.Exchange(ref _skipThrough, through);
        _interrupt.Once();
        _wait.Wake();
    }

    public Task<ReplayResult> ReplayAsync()
    {
        if (_stops)
        {
            return Task.FromException<ReplayResult>(new InvalidOperationException($"Trail '{_trail.Name}' stops; dead letters are replayed while it runs."));
        }

        var request = new ReplayRequest();
        _replays.Enqueue(request);
        _wait.Wake();
        return request.Result;
    }

    public async ValueTask DisposeAsync()
    {
        while (_replays.TryDequeue(out var request))
        {
            request.Cancel();
        }

        await _wait.DisposeAsync().ConfigureAwait(false);
        if (!_line.IsBusy)
        {
            _ahead.Dispose();
            _again.Dispose();
            _interrupt.Dispose();
        }
    }

    /// <summary>Does the most urgent thing; false when there is nothing left to do for ever.</summary>
    private async ValueTask<bool> StepAsync()
    {
        if (_answer is { } answer)
        {
            Settle(answer);
        }

        if (_cursor.SaveIfDue(_report.SaveFailed))
        {
            _deadLetters.Forget();
        }

        if (_cursor.MustSave)
        {
            await _wait.WaitAsync(pastSequence: null, _cursor.SaveAt).ConfigureAwait(false);
            return true;
        }

        // In this order: a skip that comes in between is seen here or cancels the next call.
        _interrupt.Reset();
        var skip = Interlocked.Exchange(ref _skipThrough, 0);
        if (skip > _cursor.Progress.Position)
        {
            StepOver(skip, GapReason.Skipped, isSaid: false);
            return true;
        }

        if (_replays.TryDequeue(out var replay))
        {
            await replay.RunAsync(ReplayDeadLettersAsync).ConfigureAwait(false);
            return true;
        }

        if (_interval.IsDue && !_stops)
        {
            await TellIntervalAsync().ConfigureAwait(false);
            return true;
        }

        return await AdvanceAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> AdvanceAsync()
    {
        if (!_cursor.SaveFails)
        {
            _report.LoopGoesOn();
        }

        _plan ??= NewPlan();
        _plan.Extend(_ahead);
        var span = _plan.Span;
        if (span.Count > 0 && !Lingers())
        {
            await DeliverAsync(span).ConfigureAwait(false);
        }
        else if (span.Count == 0 && span.Last >= span.First)
        {
            Advance(span, rejected: 0, state: null);
        }
        else if (_plan is { IsEmpty: true, Loss: { } loss })
        {
            StepOver(loss.ThroughSequence, GapReason.Damaged, isSaid: _isSaid(loss.Sequence, loss.ThroughSequence));
        }
        else if (_stops && _plan.IsEmpty && span.Last >= _context.Journal.DurableSequence)
        {
            await TellStopAsync().ConfigureAwait(false);
            return false;
        }
        else
        {
            await _wait.WaitAsync(span.Last, LoopClock.Earliest(_cursor.SaveAt, _lingersUntil, _interval.At)).ConfigureAwait(false);
        }

        return true;
    }

    private BatchPlan NewPlan()
    {
        var progress = _cursor.Progress;
        _lingersUntil = null;
        _ahead.Seek(progress.Position + 1);
        return new BatchPlan(progress, _trail.Selector, _limits, _aheadSplicer, _context.Timing.LongestSpan);
    }

    private bool Lingers()
    {
        if (_plan!.IsComplete || _stops || _limits.Linger <= TimeSpan.Zero)
        {
            return false;
        }

        _lingersUntil ??= _clock.Now + _limits.Linger;
        return _lingersUntil > _clock.Now;
    }

    private async ValueTask DeliverAsync(BatchSpan span)
    {
        var view = new BatchView(span, _cursor.Progress.Markers, _trail.Selector, _again, _againSplicer);
        var batch = Batch(BatchOccasion.Events, view);
        var began = _clock.Now;
        _offered = Math.Max(_offered, span.LastTrailSequence);
        try
        {
            var delivery = _pipeline.DeliverAsync(batch, view, _interrupt.Token).AsTask();
            await _cursor.SaveWhileAsync(delivery, _context.Time, _report.SaveFailed).ConfigureAwait(false);
            var result = await delivery.ConfigureAwait(false);
            // A sink may have taken the damage for the end of the batch.
            if (result.Status == DeliveryStatus.Delivered && !view.IsDamaged)
            {
                _answer = new AnsweredBatch(view, batch, result, _clock.Now - began);
                return;
            }
        }
        catch (OperationCanceledException) when (_interrupt.Token.IsCancellationRequested)
        {
            // For a skip or a stop: the next round sees which.
        }
        catch (Exception exception) when (view.IsDamaged)
        {
            _report.BatchDamaged(exception);
        }

        view.End();
        GiveUp(view);
    }

    private void Settle(in AnsweredBatch answer)
    {
        var rejected = answer.Result.Rejected;
        try
        {
            if (rejected.Count > 0)
            {
                // Before the cursor moves: a crash in between repeats the rejection, the other order would lose the events.
                _deadLetters.Append(DeadLetter.Of(answer, _context.Time.GetUtcNow()));
                _report.DeadLettered(rejected);
            }
        }
        catch (BatchDamagedException)
        {
            _answer = null;
            answer.View.End();
            GiveUp(answer.View);
            return;
        }

        _answer = null;
        answer.View.End();
        _report.Delivered(answer);
        Advance(answer.View.Span, rejected.Count, answer.Result.State);
    }

    private void Advance(BatchSpan span, int rejected, string? state)
    {
        var progress = _cursor.Progress.After(span, rejected, state);
        _plan = null;
        _cursor.Move(progress, durably: rejected > 0 || (state is not null && _limits.SavesEachState));

        _report.NotSelected(span.NotSelected);
    }

    /// <summary>The journal no longer holds what was offered: the numbers that the sink may have seen are spent, and the batch is planned again.</summary>
    private void GiveUp(BatchView view)
    {
        _plan = null;
        if (view.IsDamaged)
        {
            _cursor.MoveDurably(_cursor.Progress.Burn(_offered, _context.Marker));
        }
    }

    private void StepOver(long through, string reason, bool isSaid)
    {
        _plan = null;
        var progress = _cursor.Progress;
        var gap = new GapFacts(progress.Position + 1, through, through - progress.Position, reason);
        _cursor.MoveDurably(progress.Over(gap, isSaid, _offered, _context.Marker));
        _report.Skipped(gap);
    }

    private async ValueTask<ReplayResult> ReplayDeadLettersAsync()
    {
        var replay = new DeadLetterReplay(_deadLetters, _limits, OfferAsync);
        var result = await replay.RunAsync().ConfigureAwait(false);
        if (result.Delivered > 0)
        {
            _cursor.MoveDurably(_cursor.Progress.Replayed(result.Delivered, replay.State));
        }

        _report.Replayed(result);
        return result;

        ValueTask<DeliveryResult> OfferAsync(DeadLetterBatch letters) => _pipeline.TryAsync(
            Batch(BatchOccasion.Replay, letters, letters.Stream, letters.Epoch), _interrupt.Token);
    }

    private async ValueTask TellIntervalAsync()
    {
        var result = await _pipeline.TryAsync(Batch(BatchOccasion.Interval, EmptySource.Instance), _interrupt.Token).ConfigureAwait(false);
        if (result.Status == DeliveryStatus.Retry)
        {
            _report.AttemptFailed(Outcome.FromResult(result));
            _interval.Failed(result.RetryAfter);
            return;
        }

        _interval.Succeeded();
        OnEmptyAnswer(result);
    }

    private async ValueTask TellStopAsync() => OnEmptyAnswer(await _pipeline
        .DeliverAsync(Batch(BatchOccasion.Stop, EmptySource.Instance), EmptySource.Instance, _interrupt.Token)
        .ConfigureAwait(false));

    private void OnEmptyAnswer(DeliveryResult result)
    {
        _report.SinkAnswered();
        if (result.State is not null)
        {
            _cursor.Move(_cursor.Progress with { State = result.State }, durably: _limits.SavesEachState);
        }
    }

    private async ValueTask BackOffAsync(Exception exception, int failures)
    {
        _plan = null;
        var delay = _context.Timing.BackOff(failures);
        _report.LoopFailed(exception, delay);
        await Task.Delay(delay, _context.Time, _interrupt.ForGood).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private AuditBatch Batch(BatchOccasion occasion, IBatchSource source, Guid? stream = null, long? epoch = null) => new(source.Enumerate)
    {
        Trail = _trail.Name,
        Stream = stream ?? _context.Journal.Stream,
        Epoch = epoch ?? _cursor.Progress.Epoch,
        Occasion = occasion,
        Count = source.Count,
        Bytes = source.Bytes,
        State = _cursor.Progress.State,
    };
}
