using AuditTrail.Diagnostics;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>What happens when an event cannot be recorded in time: it is counted, logged as critical, and answered as the policy says. Thread-safe.</summary>
internal sealed class FailureDesk
{
    private readonly LossLedger _ledger;
    private readonly RecorderMetrics? _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _recorder;
    private readonly Action _gapOpened;
    private readonly LossReport _lost;
    private readonly LossReport _late;

    /// <remarks>The recorder's name is as log messages say it; <paramref name="gapOpened"/> is called after each loss: a marker is due.</remarks>
    public FailureDesk(string recorder, LossLedger ledger, Action gapOpened, RecorderMetrics? metrics, ILogger logger, TimeProvider time)
    {
        _recorder = recorder;
        _ledger = ledger;
        _gapOpened = gapOpened;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        _lost = new LossReport(time);
        _late = new LossReport(time);
    }

    /// <exception cref="AuditRecordingException">Under <see cref="RecordFailurePolicy.Throw"/>.</exception>
    public AuditReceipt Answer(AppendResult result, PreparedEvent prepared, RecordFailurePolicy policy)
    {
        var reason = result.Reason ?? "The journal gave no reason.";
        if (result.Outcome == AppendOutcome.Late)
        {
            CountLate(prepared, reason);
            return Answered(new AuditReceipt(RecordOutcome.Late, prepared.EventId, Guid.Empty, 0, reason), prepared, policy);
        }

        CountLost(prepared.EventName, prepared.EventId, reason);
        return Answered(new AuditReceipt(RecordOutcome.Lost, prepared.EventId, Guid.Empty, 0, reason), prepared, policy);
    }

    /// <summary>Counts and logs what nobody waits for any more.</summary>
    public void CountIfFailed(AppendResult result, PreparedEvent prepared)
    {
        if (result.Outcome != AppendOutcome.Recorded)
        {
            Answer(result, prepared, RecordFailurePolicy.Continue);
        }
    }

    /// <summary>An event whose own data could not be turned into a record, where nothing may be thrown.</summary>
    public AuditReceipt Unbuildable(Exception exception, string? eventName)
    {
        // The type only: the message of an application's exception may hold anything.
        var reason = $"The event could not be built: {exception.GetType().Name}.";
        CountLost(eventName, eventId: null, reason);
        return new AuditReceipt(RecordOutcome.Lost, string.Empty, Guid.Empty, 0, reason);
    }

    private static AuditReceipt Answered(AuditReceipt receipt, PreparedEvent prepared, RecordFailurePolicy policy)
    {
        if (policy == RecordFailurePolicy.Continue)
        {
            return receipt;
        }

        var consequence = receipt.Outcome == RecordOutcome.Late
            ? "is late: it is queued, and will be recorded when the disk allows it"
            : "is lost: it is not recorded, and a gap marker will say so";
        throw new AuditRecordingException($"The audit event {prepared.EventName} ({prepared.EventId}) {consequence}. {receipt.Reason}", receipt);
    }

    private void CountLost(string? eventName, string? eventId, string reason)
    {
        _ledger.AddLost(_time.GetUtcNow(), reason);
        _metrics?.Lost();
        if (_lost.Next() is > 0 and var count)
        {
            Log.EventsLost(_logger, _recorder, count, eventName, eventId, reason);
        }

        _gapOpened();
    }

    private void CountLate(PreparedEvent prepared, string reason)
    {
        _ledger.AddLate(_time.GetUtcNow());
        _metrics?.Late();
        if (_late.Next() is > 0 and var count)
        {
            Log.EventsLate(_logger, _recorder, count, prepared.EventName, prepared.EventId, reason);
        }
    }
}
