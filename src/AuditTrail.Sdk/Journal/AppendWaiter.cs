using System.Threading.Tasks.Sources;

namespace AuditTrail.Journal;

/// <summary>One caller who waits; pooled. It stands in the list of <see cref="WaitingCallers"/>, and whoever takes it out completes it.</summary>
internal sealed class AppendWaiter(WaitingCallers owner) : IValueTaskSource<AppendResult>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<AppendResult> _core;
    private CancellationTokenRegistration _cancellation;
    private AppendResult _result;
    private CancellationToken _cancelled;

    // Guarded by the lock of the queue.
    public AppendWaiter? Previous { get; set; }

    public AppendWaiter? Next { get; set; }

    public bool Listed { get; set; }

    public AckLevel Level { get; set; }

    public long Sequence { get; set; }

    /// <summary>When the caller is told that the entry is late, in ticks of the time provider's clock.</summary>
    public long Deadline { get; set; }

    public ValueTask<AppendResult> Task => new(this, _core.Version);

    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    if (state is AppendWaiter waiter && waiter.Owner.TryRemove(waiter))
                    {
                        waiter._cancelled = token;
                        waiter.Complete(default);
                    }
                },
                this);
        }
    }

    /// <summary>Completes on the thread pool: the writer never runs a caller's code.</summary>
    public void Complete(AppendResult result)
    {
        _result = result;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        if (_cancelled.IsCancellationRequested)
        {
            _core.SetException(new OperationCanceledException(_cancelled));
        }
        else
        {
            _core.SetResult(_result);
        }

        Owner.EndTurn();
    }

    public AppendResult GetResult(short token)
    {
        // Waits for a cancellation that is running at this moment: afterwards nothing refers to this use of the waiter.
        _cancellation.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _cancellation = default;
            _cancelled = default;
            Owner.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private WaitingCallers Owner => owner;
}
