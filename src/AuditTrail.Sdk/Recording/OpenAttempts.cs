using AuditTrail.Diagnostics;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Recording;

/// <summary>The deeds that this process has announced and whose outcomes are not durable: their entries stay in the journal, so that the next start finds them. Thread-safe.</summary>
internal sealed class OpenAttempts(string recorder, ILogger logger)
{
    // What nobody ever ends must not take memory for ever.
    public const int MaxOpen = 65_536;

    private readonly Lock _lock = new();

    // Under the lock. The list is in the order of From.
    private readonly LinkedList<OpenAttempt> _list = [];
    private readonly Dictionary<string, LinkedListNode<OpenAttempt>> _byId = new(StringComparer.Ordinal);
    private readonly Queue<(long Outcome, string SharedId)> _ending = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _list.Count;
            }
        }
    }

    /// <summary>To be called before the entry is appended: between its being durable and the caller's hearing of it its segment could be full, delivered and gone.</summary>
    public void Announce(string sharedId, string? eventName, long durable)
    {
        OpenAttempt? forgotten = null;
        lock (_lock)
        {
            if (_byId.ContainsKey(sharedId))
            {
                return;
            }

            _byId.Add(sharedId, Insert(new OpenAttempt(sharedId, eventName, durable + 1)));
            if (_list.Count > MaxOpen && _list.First is { } oldest)
            {
                forgotten = oldest.Value;
                Remove(oldest);
            }
        }

        if (forgotten is not null)
        {
            Log.AttemptsGivenUp(logger, recorder, 1, forgotten.EventName, forgotten.SharedId, "too many are open");
        }
    }

    /// <summary>The journal has answered for an attempt or an outcome.</summary>
    public void Answered(string sharedId, RecordPhase phase, AppendResult result, long durable)
    {
        lock (_lock)
        {
            if (result.Outcome == AppendOutcome.Refused)
            {
                Remove(sharedId);
            }
            else if (phase == RecordPhase.Outcome && _byId.ContainsKey(sharedId))
            {
                // Queued, or late, it becomes durable later: after those before it.
                _ending.Enqueue((result.Sequence, sharedId));
            }

            End(durable);
        }
    }

    public HeldEntries Held(long durable)
    {
        lock (_lock)
        {
            End(durable);
            return _list.First is { } first ? new HeldEntries(first.Value.From, IsFirm: false) : HeldEntries.None;
        }
    }

    /// <summary>The journal deletes their entries: nobody will ever miss their outcomes.</summary>
    public void GiveUp(long through)
    {
        var count = 0;
        OpenAttempt? first = null;
        lock (_lock)
        {
            while (_list.First is { } oldest && oldest.Value.From <= through)
            {
                first ??= oldest.Value;
                count++;
                Remove(oldest);
            }
        }

        if (first is not null)
        {
            Log.AttemptsGivenUp(logger, recorder, count, first.EventName, first.SharedId, "the journal needs the room that they hold");
        }
    }

    private LinkedListNode<OpenAttempt> Insert(OpenAttempt attempt)
    {
        // Almost always at the end: another thread may have looked at the journal a little later and come here first.
        var before = _list.Last;
        while (before is not null && before.Value.From > attempt.From)
        {
            before = before.Previous;
        }

        return before is null ? _list.AddFirst(attempt) : _list.AddAfter(before, attempt);
    }

    private void End(long durable)
    {
        while (_ending.TryPeek(out var ending) && ending.Outcome <= durable)
        {
            _ending.Dequeue();
            Remove(ending.SharedId);
        }
    }

    private void Remove(string sharedId)
    {
        if (_byId.TryGetValue(sharedId, out var node))
        {
            Remove(node);
        }
    }

    private void Remove(LinkedListNode<OpenAttempt> node)
    {
        _byId.Remove(node.Value.SharedId);
        _list.Remove(node);
    }
}
