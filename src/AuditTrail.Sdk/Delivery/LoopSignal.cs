using System.Threading.Tasks.Sources;

namespace AuditTrail.Delivery;

/// <summary>Wakes the one loop that waits for it; a signal that comes early is kept. Allocates nothing.</summary>
internal sealed class LoopSignal : IValueTaskSource
{
    // Guarded by the lock.
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _waits;

    /// <summary>Wakes the loop, or lets its next wait return at once. From any thread.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (!_waits)
            {
                _isSet = true;
                return;
            }

            _waits = false;
        }

        _core.SetResult(true);
    }

    /// <summary>Waits for the next signal. One caller at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return ValueTask.CompletedTask;
            }

            _core.Reset();
            _waits = true;
            return new ValueTask(this, _core.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
