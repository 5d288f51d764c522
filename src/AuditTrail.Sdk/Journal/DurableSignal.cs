namespace AuditTrail.Journal;

/// <summary>Wakes those who wait for more durable entries; costs nothing while nobody waits. Thread-safe.</summary>
internal sealed class DurableSignal(SegmentTable table)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _ended;

    public async ValueTask WaitAsync(long past, CancellationToken cancellationToken)
    {
        while (table.Durable <= past)
        {
            Task advanced;
            lock (_gate)
            {
                if (table.Durable > past)
                {
                    return;
                }

                if (_ended)
                {
                    throw new JournalException("The journal is closed: nothing more will become durable.");
                }

                advanced = (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await advanced.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Advance()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.SetResult();
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
        }

        Advance();
    }
}
