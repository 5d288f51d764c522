using System.Runtime.CompilerServices;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>Serialises events on the caller's thread, appends them to the journal and answers with receipts.</summary>
/// <remarks>
/// The way of an event: (1) build it with the recorder's clock, account and region; (2) write it into this thread's buffer, a snapshot that later
/// changes cannot touch; (3) hand the bytes to the journal, which copies them before it returns; (4) turn the journal's answer into a receipt, or
/// into what the failure policy says. Nothing but (4) is asynchronous, and its state machine is pooled.
/// </remarks>
internal sealed class AuditRecorder : IAuditRecorder
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly RecorderSettings _settings;
    private readonly JournalGate _gate;
    private readonly FailureDesk _failures;
    private readonly OpenAttempts _attempts;
    private readonly RecorderMetrics? _metrics;
    private readonly Func<RecorderStatus> _status;
    private readonly TimeProvider _time;

    public AuditRecorder(RecorderSettings settings, JournalGate gate, FailureDesk failures, OpenAttempts attempts, RecorderMetrics? metrics, Func<RecorderStatus> status, TimeProvider time)
    {
        _settings = settings;
        _gate = gate;
        _failures = failures;
        _attempts = attempts;
        _metrics = metrics;
        _status = status;
        _time = time;
    }

    public string Name => _settings.Name;

    public string Source => _settings.Source;

    public ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (AuditSuppression.IsActive)
        {
            return ValueTask.FromResult(Suppressed(eventId: null));
        }

        AuditEvent built;
        try
        {
            built = auditEvent.Build(_settings.Events);
        }
        catch (Exception exception) when (PolicyOf(options) == RecordFailurePolicy.Continue)
        {
            // Who says Continue is in the middle of something more important, as a request: the event is lost in good order.
            return ValueTask.FromResult(_failures.Unbuildable(exception, eventName: null));
        }

        return RecordAsync(built, options, cancellationToken);
    }

    public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (AuditSuppression.IsActive)
        {
            return ValueTask.FromResult(Suppressed(auditEvent.EventId));
        }

        if (string.Equals(auditEvent.EventSource, TrailEvents.Source, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The event source '{TrailEvents.Source}' is the trail's own; give the event your application's name.", nameof(auditEvent));
        }

        var waitLimit = WaitLimitOf(options);
        var buffer = RecordBuffer.Rent();
        var prepared = Prepare(auditEvent, options.Phase, buffer);
        if (_gate.Journal is not { } journal)
        {
            return RecordAfterOpeningAsync(prepared, buffer.WrittenSpan.ToArray(), waitLimit, options, cancellationToken);
        }

        return Append(journal, prepared, buffer.WrittenSpan, waitLimit, options, cancellationToken);
    }

    public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) =>
        new(this, AuditEvent.Create(Source, eventName, identity), options, _time, exception => _failures.Unbuildable(exception, eventName));

    public RecorderStatus GetStatus() => _status();

    /// <summary>The recorder's name as log messages say it.</summary>
    public static string For(string name) => name.Length == 0 ? string.Empty : $" for recorder '{name}'";

    private PreparedEvent Prepare(AuditEvent auditEvent, RecordPhase phase, RecordBuffer buffer)
    {
        var announced = phase == RecordPhase.None ? null : AnnouncedId(auditEvent, phase);
        var written = RecordWriter.Write(auditEvent, buffer);
        return new PreparedEvent(auditEvent.EventId ?? string.Empty, auditEvent.EventName, _time.GetUtcNow(), RecordFlags.Of(auditEvent, written, phase), announced);
    }

    private static AuditReceipt Suppressed(string? eventId) =>
        new(RecordOutcome.Suppressed, eventId ?? string.Empty, Guid.Empty, 0, "Recording is suppressed while a sink of this library runs: a pipeline that audits its own deliveries never ends.");

    private ValueTask<AuditReceipt> Append(
        AuditJournal journal, PreparedEvent prepared, ReadOnlySpan<byte> payload, TimeSpan waitLimit, RecordOptions options, CancellationToken cancellationToken)
    {
        // Whatever was asked for: what is announced less surely could be done unseen.
        var level = options.Phase == RecordPhase.Attempt ? AckLevel.Durable : LevelOf(options.Guarantee ?? _settings.Guarantee);
        if (options.Phase == RecordPhase.Attempt && prepared.AnnouncedId is { } announced)
        {
            _attempts.Announce(announced, prepared.EventName, journal.DurableSequence);
        }

        var started = _metrics is { TimesCalls: true } ? _time.GetTimestamp() : 0;

        // Without the caller's token: an abort must not be a way to act unseen, so it ends the wait and never the event.
        var append = journal.AppendAsync(payload, FrameKind.Event, prepared.Flags, prepared.Time, level, waitLimit, CancellationToken.None);
        if (cancellationToken.CanBeCanceled && !append.IsCompleted)
        {
            return AwaitUnlessCancelledAsync(journal, append.AsTask(), prepared, options, started, cancellationToken);
        }

        return append.IsCompletedSuccessfully
            ? new ValueTask<AuditReceipt>(Answer(journal, append.Result, prepared, options, started))
            : AwaitAnswerAsync(journal, append, prepared, options, started);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AuditReceipt> AwaitAnswerAsync(
        AuditJournal journal, ValueTask<AppendResult> append, PreparedEvent prepared, RecordOptions options, long started) =>
        Answer(journal, await append.ConfigureAwait(false), prepared, options, started);

    private async ValueTask<AuditReceipt> AwaitUnlessCancelledAsync(
        AuditJournal journal, Task<AppendResult> append, PreparedEvent prepared, RecordOptions options, long started, CancellationToken cancellationToken)
    {
        try
        {
            await append.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the answer any more; if it is a bad one, it is counted and logged all the same.
            _ = append.ContinueWith(
                answer => Conclude(journal, answer.Result, prepared, options), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }

        return Answer(journal, await append.ConfigureAwait(false), prepared, options, started);
    }

    /// <summary>The first events of an application that records before its host has started open the journal; the opening counts as part of their wait.</summary>
    private async ValueTask<AuditReceipt> RecordAfterOpeningAsync(
        PreparedEvent prepared, byte[] payload, TimeSpan waitLimit, RecordOptions options, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var (journal, reason) = await _gate.OpenAsync(waitLimit).ConfigureAwait(false);
        if (journal is null)
        {
            return _failures.Answer(AppendResult.Refused(reason), prepared, PolicyOf(options));
        }

        if (waitLimit != Timeout.InfiniteTimeSpan)
        {
            var left = waitLimit - _time.GetElapsedTime(began);
            waitLimit = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
        }

        return await Append(journal, prepared, payload, waitLimit, options, cancellationToken).ConfigureAwait(false);
    }

    private void Conclude(AuditJournal journal, AppendResult result, PreparedEvent prepared, RecordOptions options)
    {
        Note(journal, result, prepared, options);
        _failures.CountIfFailed(result, prepared);
    }

    private void Note(AuditJournal journal, AppendResult result, PreparedEvent prepared, RecordOptions options)
    {
        if (prepared.AnnouncedId is { } announced)
        {
            _attempts.Answered(announced, options.Phase, result, journal.DurableSequence);
        }
    }

    private AuditReceipt Answer(AuditJournal journal, AppendResult result, PreparedEvent prepared, RecordOptions options, long started)
    {
        Note(journal, result, prepared, options);
        if (result.Outcome != AppendOutcome.Recorded)
        {
            return _failures.Answer(result, prepared, PolicyOf(options));
        }

        if (_metrics is not null)
        {
            _metrics.Recorded();
            if (started != 0)
            {
                _metrics.Took(_time.GetElapsedTime(started));
            }
        }

        return new AuditReceipt(RecordOutcome.Recorded, prepared.EventId, journal.Stream, result.Sequence);
    }

    private RecordFailurePolicy PolicyOf(RecordOptions options) => options.OnFailure ?? _settings.OnFailure;

    private TimeSpan WaitLimitOf(RecordOptions options)
    {
        var limit = options.WaitLimit ?? _settings.WaitLimit;
        if (limit < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(options), limit, "A wait limit is zero or more, or Timeout.InfiniteTimeSpan for none.");
        }

        // Beyond what timers count, nobody can tell a limit from none.
        return limit <= LongestWait ? limit : Timeout.InfiniteTimeSpan;
    }

    private static string AnnouncedId(AuditEvent auditEvent, RecordPhase phase)
    {
        if (phase is not (RecordPhase.Attempt or RecordPhase.Outcome))
        {
            throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a phase.");
        }

        return auditEvent.SharedEventId is { Length: > 0 } id
            ? id
            : throw new ArgumentException("An attempt and its outcome are tied together by their sharedEventID, and this event has none: give both the same one with SharedId(…).", nameof(auditEvent));
    }

    private static AckLevel LevelOf(AuditGuarantee guarantee) => guarantee switch
    {
        AuditGuarantee.Durable => AckLevel.Durable,
        AuditGuarantee.Written => AckLevel.Written,
        AuditGuarantee.Accepted => AckLevel.Accepted,
        _ => throw new ArgumentOutOfRangeException(nameof(guarantee), guarantee, "Not a guarantee."),
    };
}
