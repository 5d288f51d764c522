using AuditTrail.Events;

namespace AuditTrail.Sinks.Memory;

/// <summary>Somebody who waits for a number of events. Used under the sink's lock.</summary>
internal sealed class EventWaiter(int needed, Func<ArrivedEvent, bool> predicate)
{
    private readonly TaskCompletionSource<IReadOnlyList<AuditEvent>> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<AuditEvent> _matches = [];
    private int _seen;

    public Task<IReadOnlyList<AuditEvent>> Found => _found.Task;

    /// <summary>Looks at what is new, and ends the wait if the events are there.</summary>
    public bool IsServedBy(ArrivedEvents arrived)
    {
        try
        {
            for (; _seen < arrived.Entries.Count; _seen++)
            {
                if (predicate(arrived.Entries[_seen]))
                {
                    _matches.Add(arrived.Entries[_seen].Event);
                }
            }

            return _matches.Count >= needed && _found.TrySetResult([.. _matches]);
        }
        catch (Exception exception)
        {
            // The test's own predicate: its failure is the waiting test's, not the delivery's.
            return _found.TrySetException(exception);
        }
    }

    /// <summary>What arrived was forgotten.</summary>
    public void Restart()
    {
        _matches.Clear();
        _seen = 0;
    }
}
