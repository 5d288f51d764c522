namespace AuditTrail.Benchmarks.Support;

/// <summary>N callers that share a number of events; each waits for its event before it sends the next, as a request does.</summary>
internal static class ConcurrentCallers
{
    /// <param name="recordAsync">Records event number n of a caller; its task is awaited as it is, since a layer of async in between would be the dearest thing here.</param>
    public static Task RunAsync<T>(int callers, int events, Func<int, int, ValueTask<T>> recordAsync)
    {
        var tasks = new Task[callers];
        for (var i = 0; i < callers; i++)
        {
            var caller = i;
            tasks[i] = Task.Run(async () =>
            {
                for (var order = 0; order < events / callers; order++)
                {
                    await recordAsync(caller, order);
                }
            });
        }

        return Task.WhenAll(tasks);
    }
}
