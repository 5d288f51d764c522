using AuditTrail.Diagnostics;
using AuditTrail.Events;

namespace AuditTrail.Recording;

/// <summary>Records audit events. Thread-safe; one per journal directory, usually one per application.</summary>
public interface IAuditRecorder
{
    /// <summary>The recorder's name: empty for the default one, else the key it is registered under.</summary>
    string Name { get; }

    /// <summary>The <c>eventSource</c> of this application's events, as set up.</summary>
    string Source { get; }

    /// <summary>Builds the event with the recorder's clock, account and region, and records it.</summary>
    /// <param name="auditEvent">The event's builder; not to be used again.</param>
    /// <param name="options">How; the recorder's own settings where a member is null.</param>
    /// <param name="cancellationToken">Ends the wait. An event that was queued before is recorded all the same.</param>
    /// <returns>Completes when the guarantee holds, or as the failure policy says.</returns>
    /// <exception cref="AuditRecordingException">Late or lost, under <see cref="RecordFailurePolicy.Throw"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The options name no guarantee, or a negative wait limit.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Records an event that is complete. What it claims under <c>additionalEventData.http</c> and <c>.auditTrail</c> in its JSON is removed: those names are the recorder's.</summary>
    /// <inheritdoc cref="RecordAsync(AuditEventBuilder, RecordOptions, CancellationToken)"/>
    ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Begins an operation of this application that ends as one event: succeeded, failed, or left without either, which is recorded as failed.</summary>
    /// <param name="eventName">What is done, as <c>RefundOrder</c>.</param>
    /// <param name="identity">Who does it.</param>
    /// <param name="options">How the event is recorded.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) =>
        new(this, AuditEvent.Create(Source, eventName, identity), options, TimeProvider.System, static _ => { });

    /// <summary>One consistent snapshot of the journal and every trail. Cheap; takes no I/O.</summary>
    RecorderStatus GetStatus();
}
