using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>Puts the files of a step into the store: exactly the staged bytes, as often as it takes.</summary>
internal sealed class StepDelivery(StagingFolder staging, ILogFileStore store, ILogger logger)
{
    private static readonly TimeSpan UntilSomebodyLooked = TimeSpan.FromMinutes(5);

    // Of this process: a step whose answer came need not be asked for again while a later one is refused.
    private long _delivered = -1;

    public async ValueTask DeliverAsync(ArchiveStep step, CancellationToken cancellationToken)
    {
        if (step.After.Step <= _delivered)
        {
            return;
        }

        foreach (var file in step.Files)
        {
            var upload = new LogFileUpload { Key = file.Key, Length = file.Length, Metadata = file.Metadata, OpenContent = () => staging.OpenContent(file) };
            if (await store.PutIfAbsentAsync(upload, cancellationToken).ConfigureAwait(false) == PutOutcome.Exists
                && !await IsSameAsync(file, cancellationToken).ConfigureAwait(false))
            {
                ArchiveLog.KeyTaken(logger, file.Key, store.Location);
                throw new LogFileStoreException($"{file.Key} is in {store.Location} with other content. Nothing is overwritten: find out who wrote it, and move it away if it is nobody's.")
                {
                    RetryAfter = UntilSomebodyLooked,
                };
            }
        }

        _delivered = step.After.Step;
    }

    /// <summary>Whether all files of a step are in the store already.</summary>
    public async ValueTask<bool> IsThereAsync(ArchiveStep step, CancellationToken cancellationToken)
    {
        if (step.After.Step <= _delivered)
        {
            return true;
        }

        foreach (var file in step.Files)
        {
            if (!await IsSameAsync(file, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        _delivered = step.After.Step;
        return true;
    }

    /// <summary>An answer that was lost looks like a taken key: what decides is the uncompressed content, and of a digest its signature too.</summary>
    private async ValueTask<bool> IsSameAsync(StagedFile file, CancellationToken cancellationToken)
    {
        var found = await store.OpenAsync(file.Key, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return false;
        }

        await using var closing = found.ConfigureAwait(false);
        var hash = await ObjectContent.HashAsync(found.Content, file.ContentBytes, cancellationToken).ConfigureAwait(false);
        return string.Equals(hash, file.HashValue, StringComparison.Ordinal)
            && file.Metadata.All(pair => found.Metadata.TryGetValue(pair.Key, out var value) && string.Equals(value, pair.Value, StringComparison.Ordinal));
    }
}
