namespace AuditTrail.Archive;

/// <summary>A bucket, seen as an archive needs it: objects are put once, listed and read, and nothing is ever overwritten or deleted.</summary>
/// <remarks>
/// Implemented by a directory (<c>DirectoryLogFileStore</c>) and, in package <c>AuditTrail.Sdk.Aws</c>, by S3. Implementations are thread-safe.
/// A failure is a <see cref="LogFileStoreException"/> (what is wrong and what to do about it), an <see cref="IOException"/> or an
/// <see cref="UnauthorizedAccessException"/>; the caller tries again.
/// </remarks>
public interface ILogFileStore
{
    /// <summary>Where this is, for messages: a directory's full path, <c>s3://bucket</c>. Holds no secret.</summary>
    string Location { get; }

    /// <summary>Stores an object under a key that is free, whole and durable when this returns.</summary>
    /// <remarks>Atomic: of several that put the same key, one creates it; a reader sees the whole object or none.</remarks>
    /// <param name="upload">The object.</param>
    /// <param name="cancellationToken">Ends the attempt; the object may then be there or not.</param>
    /// <returns><see cref="PutOutcome.Exists"/> if the key was taken, whatever it holds: the caller compares.</returns>
    ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken);

    /// <summary>Lists keys in ordinal order of their UTF-8 bytes.</summary>
    /// <param name="prefix">What keys begin with; empty for all.</param>
    /// <param name="after">Only keys after this one; null for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, CancellationToken cancellationToken);

    /// <summary>Opens an object.</summary>
    /// <param name="key">Its key. One that this store could never hold names no object.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The object, or null when there is none. The caller disposes it.</returns>
    ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken);
}
