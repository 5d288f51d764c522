namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Stops the next call that changes something until it is disposed: entries that arrive meanwhile are one group commit, however threads are scheduled.</summary>
internal sealed class StorageHold(StorageOperation? at) : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();

    /// <summary>The kind of call that is stopped; null for any.</summary>
    public StorageOperation? At => at;

    public Task Reached => _reached.Task;

    public void Wait()
    {
        _reached.TrySetResult();
        _open.Wait();
    }

    public void Dispose() => _open.Set();
}
