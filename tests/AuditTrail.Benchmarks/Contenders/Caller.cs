using System.Threading.Tasks.Sources;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>One caller of a contender: its own record and its own completion, both reused, so that a contender's plumbing costs no allocation.</summary>
internal sealed class Caller : IValueTaskSource<bool>, IDisposable
{
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };

    public PlainRecord Record { get; } = new();

    public ValueTask<bool> Wait => new(this, _done.Version);

    public void Begin() => _done.Reset();

    public void Complete() => _done.SetResult(true);

    public void Fail(Exception exception) => _done.SetException(exception);

    public void Dispose() => Record.Dispose();

    bool IValueTaskSource<bool>.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
