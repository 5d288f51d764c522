using AuditTrail.Events;

namespace AuditTrail.Recording;

/// <summary>An operation that ends as one event. Made by <see cref="IAuditRecorder.Begin"/>; used by one thread at a time.</summary>
/// <remarks>
/// Leaving the scope without <see cref="SucceedAsync"/> or <c>FailAsync</c>, as an exception does, records the operation as failed
/// with the error code <c>Incomplete</c>: which exception it was is not known there, so catch it and call <see cref="FailAsync(Exception)"/>
/// to have its type in the record. No cancellation token is taken: an aborted operation never cancels its record.
/// </remarks>
public sealed class AuditScope : IAsyncDisposable
{
    /// <summary>The error code of a scope that was left without saying how the operation ended.</summary>
    public const string IncompleteErrorCode = "Incomplete";

    private readonly IAuditRecorder _recorder;
    private readonly RecordOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Action<Exception> _reportLeaving;
    private bool _ended;

    internal AuditScope(IAuditRecorder recorder, AuditEventBuilder auditEvent, RecordOptions options, TimeProvider time, Action<Exception> reportLeaving)
    {
        _recorder = recorder;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _reportLeaving = reportLeaving;
        Event = auditEvent;
    }

    /// <summary>The event in the making: add resources, parameters and results at any time before the scope ends.</summary>
    public AuditEventBuilder Event { get; }

    /// <summary>Records the operation as succeeded.</summary>
    /// <returns>As <see cref="IAuditRecorder.RecordAsync(AuditEventBuilder, RecordOptions, CancellationToken)"/>.</returns>
    /// <exception cref="AuditRecordingException">The event is late or lost, under <see cref="RecordFailurePolicy.Throw"/>; the scope has ended all the same.</exception>
    /// <exception cref="InvalidOperationException">The scope has ended before.</exception>
    public ValueTask<AuditReceipt> SucceedAsync()
    {
        End();
        return _recorder.RecordAsync(Finished(), _options, CancellationToken.None);
    }

    /// <summary>Records the operation as failed.</summary>
    /// <param name="errorCode">The kind of failure, as <c>InsufficientFunds</c>.</param>
    /// <param name="errorMessage">What to tell an auditor; no secrets.</param>
    /// <inheritdoc cref="SucceedAsync"/>
    public ValueTask<AuditReceipt> FailAsync(string errorCode, string? errorMessage = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorCode);
        End();
        return _recorder.RecordAsync(Finished().Failed(errorCode, errorMessage), _options, CancellationToken.None);
    }

    /// <summary>Records the operation as failed with the exception's type as error code. Its message is left out: it may hold secrets.</summary>
    /// <param name="exception">What ended the operation.</param>
    /// <inheritdoc cref="SucceedAsync"/>
    public ValueTask<AuditReceipt> FailAsync(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return FailAsync(exception.GetType().Name);
    }

    /// <summary>Records the operation as failed if nobody said how it ended. Never throws: the exception that leaves the scope is the one the caller sees.</summary>
    /// <remarks>What cannot be recorded is counted, logged as critical and turns health unhealthy.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            var left = Finished().Failed(IncompleteErrorCode);
            await _recorder.RecordAsync(left, _options with { OnFailure = RecordFailurePolicy.Continue }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // An exception from here would replace the application's own.
            _reportLeaving(exception);
        }
    }

    private AuditEventBuilder Finished() => Event.Additional("durationMs", Math.Round(_time.GetElapsedTime(_started).TotalMilliseconds, 3));

    private void End()
    {
        if (_ended)
        {
            throw new InvalidOperationException("This audit scope has ended: it records one event.");
        }

        _ended = true;
    }
}
