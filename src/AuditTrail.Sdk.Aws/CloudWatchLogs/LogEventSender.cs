using Amazon.Runtime;
using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>Sends the open events of a batch and settles each as the answers say.</summary>
/// <remarks>
/// A call within all limits that is refused for its content holds an event that CloudWatch Logs cannot take, or something that all calls share is wrong. If nothing was taken in this attempt, a probe
/// that stores nothing tells the two apart: if it is refused as well, everything waits for a person; else the call is halved until the event is found, and that one alone is rejected.
/// </remarks>
internal sealed class LogEventSender(
    LogGroupRequests requests, LogGroupSetup group, PutLogEventsBody body, CloudWatchLogsFailures failures, CloudWatchLogsSinkOptions options, ILogger logger)
{
    private const string NoAnswer =
        CloudWatchLogsFailures.Put + " failed. What answered 200 is not CloudWatch Logs: a proxy or a wrong Endpoint. Nobody knows whether events arrived; they are sent again.";

    private string? _entityError;

    // Of the attempt that runs.
    private bool _hasMade;
    private bool _isProven;

    /// <returns>Why not everything is settled, or null.</returns>
    public async Task<ServiceFailure?> SendAsync(string stream, LogEventBatch batch, PartialDelivery settled, CancellationToken cancellationToken)
    {
        (_hasMade, _isProven) = (false, false);
        var open = new Stack<Range>();
        foreach (var call in batch.Calls())
        {
            open.Push(call);
            while (open.TryPop(out var part))
            {
                var (answer, error) = await TryPutAsync(body.Of(stream, batch, part), cancellationToken).ConfigureAwait(false);
                var failure = error is AmazonServiceException refusal && !ServiceFailures.IsOfCredentials(error)
                    ? await ReadAsync(refusal, stream, batch, part, open, settled, cancellationToken).ConfigureAwait(false)
                    : error is null ? Settle(batch, part, answer, settled) : failures.Of(error, CloudWatchLogsFailures.Put);
                if (failure is not null)
                {
                    return failure;
                }
            }
        }

        return null;
    }

    private async Task<(JsonAnswer Answer, Exception? Error)> TryPutAsync(byte[] call, CancellationToken cancellationToken)
    {
        try
        {
            return (await requests.PutAsync(call, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the SDK throws has its words in the failures.
            return (new JsonAnswer(), exception);
        }
    }

    private ServiceFailure? Settle(LogEventBatch batch, Range part, JsonAnswer given, PartialDelivery settled)
    {
        var events = batch.Events[part];
        if (PutLogEventsAnswer.Read(given, events.Length) is not { } answer)
        {
            return new ServiceFailure(FailureClass.Retry, NoAnswer, null);
        }

        for (var index = 0; index < events.Length; index++)
        {
            var refusal = answer.RefusalOf(index);
            Settle(events[index], refusal, settled);
            _isProven |= refusal is null;
        }

        if (answer.EntityError is { } error && error != _entityError)
        {
            Log.EntityNotTaken(logger, options.LogGroup, error);
        }

        _entityError = answer.EntityError;
        return null;
    }

    private static void Settle(in LogEvent item, string? refusal, PartialDelivery settled)
    {
        if (refusal is null)
        {
            settled.Delivered(item.TrailSequence);
        }
        else
        {
            settled.Rejected(item.TrailSequence, refusal);
        }
    }

    /// <returns>Why the attempt ends, or null if it goes on with what is open.</returns>
    private async Task<ServiceFailure?> ReadAsync(
        AmazonServiceException refusal, string stream, LogEventBatch batch, Range part, Stack<Range> open, PartialDelivery settled, CancellationToken cancellationToken)
    {
        if (refusal.ErrorCode == "DataAlreadyAcceptedException")
        {
            return Settle(batch, part, new JsonAnswer { Body = "{}"u8.ToArray(), NamesRequest = true }, settled);
        }

        if (CloudWatchLogsFailures.IsNotFound(refusal) && options.CreateLogStream)
        {
            open.Push(part);
            return await MakeAsync(refusal, stream, cancellationToken).ConfigureAwait(false);
        }

        // The probe stores nothing, so it needs no key: a key's trouble would look like one of every event.
        if (!CloudWatchLogsFailures.IsAboutContent(refusal) || CloudWatchLogsFailures.IsAboutKey(refusal))
        {
            return failures.Of(refusal, CloudWatchLogsFailures.Put);
        }

        if (!_isProven && await ProbeAsync(stream, refusal, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        var (start, end) = (part.Start.Value, part.End.Value);
        if (end - start == 1)
        {
            settled.Rejected(batch.Events[start].TrailSequence, $"CloudWatch Logs refuses it: {FailureWords.Of(refusal)}");
            return null;
        }

        var middle = start + ((end - start) / 2);
        open.Push(middle..end);
        open.Push(start..middle);
        return null;
    }

    private async Task<ServiceFailure?> MakeAsync(AmazonServiceException refusal, string stream, CancellationToken cancellationToken)
    {
        if (_hasMade)
        {
            return CloudWatchLogsFailures.NotKnownYet(CloudWatchLogsFailures.Put, refusal);
        }

        _hasMade = true;
        return await group.MakeAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ServiceFailure?> ProbeAsync(string stream, AmazonServiceException refusal, CancellationToken cancellationToken)
    {
        var (answer, error) = await TryPutAsync(body.OfProbe(stream), cancellationToken).ConfigureAwait(false);
        if (error is AmazonServiceException again && !ServiceFailures.IsOfCredentials(again) && CloudWatchLogsFailures.IsAboutContent(again))
        {
            return failures.Of(refusal, CloudWatchLogsFailures.Put);
        }

        if (error is not null)
        {
            return failures.Of(error, CloudWatchLogsFailures.Put);
        }

        _isProven = PutLogEventsAnswer.Read(answer, 1) is not null;
        return _isProven ? null : new ServiceFailure(FailureClass.Retry, NoAnswer, null);
    }
}
