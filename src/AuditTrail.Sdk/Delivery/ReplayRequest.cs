namespace AuditTrail.Delivery;

/// <summary>Somebody waits for a replay, which the trail's loop does between two batches.</summary>
internal sealed class ReplayRequest
{
    private readonly TaskCompletionSource<ReplayResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ReplayResult> Result => _result.Task;

    public async ValueTask RunAsync(Func<ValueTask<ReplayResult>> replay)
    {
        try
        {
            _result.TrySetResult(await replay().ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            // The one who asked is told; the trail goes on.
            _result.TrySetException(exception);
        }
    }

    public void Cancel() => _result.TrySetCanceled();
}
