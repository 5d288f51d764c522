using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>Appends the trail's own events, durably. Thread-safe.</summary>
internal sealed class TrailMarkers(string recorder, string application, EventDefaults defaults, ILogger logger)
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(2);

    private readonly TrailEvents _events = new(application, defaults);

    /// <summary>Says that recording begins, and tells of what the journal's recovery found missing.</summary>
    public async Task StartedAsync(AuditJournal journal, string trails)
    {
        await TrySayAsync(journal, _events.Started(trails, journal.Stream, journal.Recovery.Epoch)).ConfigureAwait(false);
        foreach (var loss in journal.Recovery.Losses)
        {
            Log.RecoveryLoss(logger, recorder, loss.From, loss.To, loss.Reason);
            if (await TrySayAsync(journal, _events.Gap(loss.From, loss.To, loss.Count, loss.Reason)).ConfigureAwait(false))
            {
                journal.AcknowledgeLoss(loss);
            }
        }
    }

    /// <summary>Says that recording ended cleanly.</summary>
    public Task StoppedAsync(AuditJournal journal, string trails) => TrySayAsync(journal, _events.Stopped(trails, journal.Stream, journal.DurableSequence));

    /// <summary>Tells of events that were lost.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="gap">What was lost.</param>
    /// <param name="waitLimit">
    /// Without one (infinite) the answer is certain: recorded or refused. With one, late counts as told, since to say it again would count the losses twice.
    /// </param>
    public async Task<bool> TryTellAsync(AuditJournal journal, Gap gap, TimeSpan waitLimit)
    {
        try
        {
            var result = await AppendAsync(journal, EventOf(gap), waitLimit).ConfigureAwait(false);
            if (result.Outcome == AppendOutcome.Refused)
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            // The loop that calls must go on: the losses still have to be told.
            Log.MarkerFailed(logger, exception, recorder, TrailEvents.GapName, exception.Message);
            return false;
        }

        Log.GapRecorded(logger, recorder, gap.Count, gap.From, gap.To, gap.Reason);
        return true;
    }

    // Lost events never had a number: the marker says when they were lost.
    private AuditEvent EventOf(Gap gap) => AuditEvent.Create(TrailEvents.Source, TrailEvents.GapName, UserIdentity.Service(application))
        .Request("from", 0).Request("to", 0).Request("count", gap.Count).Request("reason", gap.Reason)
        .Request("firstLost", gap.From).Request("lastLost", gap.To).Build(defaults);

    private ValueTask<AppendResult> AppendAsync(AuditJournal journal, AuditEvent marker, TimeSpan waitLimit)
    {
        var buffer = RecordBuffer.Rent();
        var written = RecordWriter.Write(marker, buffer);
        var flags = written.HasAdditionalEventData ? FrameFlags.HasAdditionalEventData : FrameFlags.None;
        return journal.AppendAsync(buffer.WrittenSpan, FrameKind.Marker, flags, defaults.Time.GetUtcNow(), AckLevel.Durable, waitLimit, CancellationToken.None);
    }

    private async Task<bool> TrySayAsync(AuditJournal journal, AuditEvent marker)
    {
        try
        {
            var result = await AppendAsync(journal, marker, WaitLimit).ConfigureAwait(false);
            if (result.Outcome == AppendOutcome.Recorded)
            {
                return true;
            }

            Log.MarkerFailed(logger, exception: null, recorder, marker.EventName, result.Reason);
        }
        catch (Exception exception)
        {
            // A full disk must not keep the application from starting: its own events are refused, each in the way it chose.
            Log.MarkerFailed(logger, exception, recorder, marker.EventName, exception.Message);
        }

        return false;
    }
}
