namespace AuditTrail.Delivery;

/// <summary>Ends the sink call of a trail from outside: once, so that the loop can do something else, or for good.</summary>
internal sealed class CallInterrupt : IDisposable
{
    // Guarded by the lock.
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _forGood = new();
    private CancellationTokenSource _once;

    public CallInterrupt() => _once = CancellationTokenSource.CreateLinkedTokenSource(_forGood.Token);

    /// <summary>Cancelled by either.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                return _once.Token;
            }
        }
    }

    /// <summary>Cancelled for good only.</summary>
    public CancellationToken ForGood => _forGood.Token;

    public void Once()
    {
        CancellationTokenSource once;
        lock (_gate)
        {
            once = _once;
        }

        once.Cancel();
    }

    public void Abort() => _forGood.Cancel();

    /// <summary>Lets the next call go on after <see cref="Once"/>.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (_once.IsCancellationRequested && !_forGood.IsCancellationRequested)
            {
                // Not disposed: somebody may be cancelling it at this moment. The link is gone once it was cancelled.
                _once = CancellationTokenSource.CreateLinkedTokenSource(_forGood.Token);
            }
        }
    }

    public void Dispose()
    {
        _once.Dispose();
        _forGood.Dispose();
    }
}
