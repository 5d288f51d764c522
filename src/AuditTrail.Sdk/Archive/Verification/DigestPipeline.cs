namespace AuditTrail.Archive.Verification;

/// <summary>Looks at digests and their log files, several at a time, and gives them back in the order in which they came.</summary>
internal sealed class DigestPipeline(DigestCheck digests, LogFileCheck logFiles, int parallelism, Action<DigestProof> take, CancellationToken cancellationToken) : IDisposable
{
    private readonly Queue<Task<DigestProof>> _window = new();
    private readonly SemaphoreSlim _places = new(parallelism);

    /// <summary>Begins with a digest; waits for the oldest one first when too many are under way.</summary>
    public async Task AddAsync(DigestKey name, string key, DigestScope scope)
    {
        // Two for each place, so that one slow digest does not leave the others idle.
        if (_window.Count >= parallelism * 2)
        {
            take(await _window.Dequeue().ConfigureAwait(false));
        }

        _window.Enqueue(Task.Run(() => CheckAsync(name, key, scope), cancellationToken));
    }

    /// <summary>Waits for everything that is under way.</summary>
    public async Task DrainAsync()
    {
        while (_window.TryDequeue(out var next))
        {
            take(await next.ConfigureAwait(false));
        }
    }

    /// <summary>Waits for what is under way without looking at it: nothing may go on reading when the caller is gone.</summary>
    public async Task AbandonAsync()
    {
        while (_window.TryDequeue(out var next))
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<DigestProof> CheckAsync(DigestKey name, string key, DigestScope scope)
    {
        var proof = await InPlaceAsync(() => digests.CheckAsync(name, key, scope, cancellationToken)).ConfigureAwait(false);
        if (!proof.IsValid || scope != DigestScope.Whole)
        {
            return proof;
        }

        // What an unproven digest lists is not worth reading: whoever forged it chose the hashes too.
        return proof with { LogFiles = await CheckLogFilesAsync(proof).ConfigureAwait(false) };
    }

    /// <summary>Several hands take one log file after the other: a task for each would cost more than most files.</summary>
    private async Task<LogFileProof[]> CheckLogFilesAsync(DigestProof digest)
    {
        var listed = digest.Document!.LogFiles;
        var proofs = new LogFileProof[listed.Count];
        var next = -1;
        var hands = Enumerable.Range(1, Math.Max(0, Math.Min(parallelism, listed.Count) - 1)).Select(_ => Task.Run(WorkAsync, cancellationToken)).ToList();
        hands.Add(WorkAsync());
        await Task.WhenAll(hands).ConfigureAwait(false);
        return proofs;

        async Task WorkAsync()
        {
            for (var at = Interlocked.Increment(ref next); at < proofs.Length; at = Interlocked.Increment(ref next))
            {
                var file = listed[at];
                proofs[at] = await InPlaceAsync(() => logFiles.CheckAsync(digest, file, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> InPlaceAsync<T>(Func<Task<T>> check)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await check().ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
