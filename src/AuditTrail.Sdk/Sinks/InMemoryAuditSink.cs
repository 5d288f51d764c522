using System.Runtime.CompilerServices;
using AuditTrail.Events;
using AuditTrail.Sinks.Memory;

namespace AuditTrail.Sinks;

/// <summary>Keeps what was delivered in memory, for tests. Thread-safe; one instance may serve several trails, an event is kept once.</summary>
/// <remarks>
/// Events arrive a moment after they were recorded: <c>await</c> <see cref="WaitForAsync(Func{AuditEvent, bool}, TimeSpan?, CancellationToken, string?)"/>
/// instead of reading <see cref="Events"/> at once. Nothing survives the process.
/// </remarks>
public sealed class InMemoryAuditSink : IAuditSink
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ArrivedEvents _arrived = new();  // under _gate
    private readonly List<EventWaiter> _waiters = []; // under _gate

    /// <summary>Measures the time-outs of waits.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>, also when the application under test runs on a fake clock: a wait that never ends is no test.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The application's events in the order of their arrival, without the trail's own: a snapshot that does not change any more.</summary>
    public IReadOnlyList<AuditEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return _arrived.OfApplication;
            }
        }
    }

    /// <summary>All events, the trail's own (<c>TrailStarted</c>, <c>TrailGap</c> …, source <c>audittrail</c>) included: a snapshot.</summary>
    public IReadOnlyList<AuditEvent> AllEvents
    {
        get
        {
            lock (_gate)
            {
                return _arrived.All;
            }
        }
    }

    /// <summary>The records of <see cref="AllEvents"/> as they were delivered, one line of JSON each: a snapshot.</summary>
    public IReadOnlyList<string> AllJson
    {
        get
        {
            lock (_gate)
            {
                return _arrived.Json;
            }
        }
    }

    /// <summary>The application's events that one trail delivered: what its selector let through.</summary>
    /// <param name="trail">The trail's name.</param>
    public IReadOnlyList<AuditEvent> EventsOf(string trail)
    {
        ArgumentNullException.ThrowIfNull(trail);
        lock (_gate)
        {
            return _arrived.Of(trail);
        }
    }

    /// <summary>Waits for an event of the application; returns at once if it is here already.</summary>
    /// <param name="predicate">Which event. Runs under the sink's lock: it must not block.</param>
    /// <param name="timeout">How long; default 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="expression">The predicate's text, filled in by the compiler, for the message.</param>
    /// <returns>The first event that matches.</returns>
    /// <exception cref="TimeoutException">None came; the message says what came instead.</exception>
    public async Task<AuditEvent> WaitForAsync(
        Func<AuditEvent, bool> predicate,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(predicate))] string? expression = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var found = await WaitAsync(1, item => !item.IsOwn && predicate(item.Event), $"an event for which {expression}", timeout, cancellationToken).ConfigureAwait(false);
        return found[0];
    }

    /// <summary>Waits for an event by its name, the trail's own included.</summary>
    /// <param name="eventName">The event's name, exactly.</param>
    /// <param name="timeout">How long; default 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first event of that name.</returns>
    /// <exception cref="TimeoutException">None came; the message says what came instead.</exception>
    public async Task<AuditEvent> WaitForAsync(string eventName, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var found = await WaitAsync(1, item => item.Event.EventName == eventName, $"an event named {eventName}", timeout, cancellationToken).ConfigureAwait(false);
        return found[0];
    }

    /// <summary>Waits until there are at least so many events of the application.</summary>
    /// <param name="count">How many.</param>
    /// <param name="timeout">How long; default 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All of them: a snapshot.</returns>
    /// <exception cref="TimeoutException">Fewer came; the message says which.</exception>
    public Task<IReadOnlyList<AuditEvent>> WaitForAsync(int count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return WaitAsync(count, item => !item.IsOwn, $"{count} events", timeout, cancellationToken);
    }

    /// <summary>Forgets what has arrived. Events that are still on their way arrive afterwards; a repeated delivery of forgotten ones does not bring them back.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _arrived.Clear();
            _waiters.ForEach(waiter => waiter.Restart());
        }
    }

    /// <inheritdoc />
    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_gate)
        {
            foreach (var item in batch)
            {
                if (_arrived.Add(batch, item))
                {
                    _waiters.RemoveAll(waiter => waiter.IsServedBy(_arrived));
                }
            }
        }

        return new(DeliveryResult.Delivered());
    }

    private async Task<IReadOnlyList<AuditEvent>> WaitAsync(
        int needed, Func<ArrivedEvent, bool> predicate, string what, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var waiter = new EventWaiter(needed, predicate);
        lock (_gate)
        {
            if (!waiter.IsServedBy(_arrived))
            {
                _waiters.Add(waiter);
            }
        }

        var limit = timeout ?? DefaultTimeout;
        try
        {
            return await waiter.Found.WaitAsync(limit, TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            lock (_gate)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.###} s for {what}. {ArrivalReport.Describe(_arrived)}", exception);
            }
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }
}
