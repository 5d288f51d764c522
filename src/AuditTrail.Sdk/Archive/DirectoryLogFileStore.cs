using System.Runtime.CompilerServices;
using AuditTrail.Storage;
using Microsoft.Win32.SafeHandles;

namespace AuditTrail.Archive;

/// <summary>A directory as a bucket: an object lies at <c>ROOT/KEY</c>, its metadata in <c>ROOT/KEY.metadata.json</c> as one flat JSON object.</summary>
/// <remarks>
/// <para>Nothing is touched before the first call; the root is made by the first put. Files have mode 0600, directories 0700. A copy of the directory, whatever
/// its name, is the same store. Thread-safe; several processes may put into one root. Reads and writes on the caller's thread.</para>
/// <para>An object is written and synced in <c>ROOT/.incoming/</c>, then gets its name by a hard link (a rename where the file system has no links), which fails if
/// the name is taken. What a crash left in <c>.incoming</c> goes when the same key is put again; it is never listed, and may be deleted while nobody writes.</para>
/// <para>Only regular files are objects. Symbolic links, pipes and devices are listed but open as no object; links below the root are not followed.</para>
/// </remarks>
public sealed class DirectoryLogFileStore : ILogFileStore
{
    private const int BlockBytes = 64 * 1024;

    private readonly DirectoryFolders _folders;
    private readonly DirectoryIncoming _incoming;

    /// <summary>Makes a store. Touches nothing.</summary>
    /// <param name="root">The directory; relative to the current one, or absolute.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public DirectoryLogFileStore(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        Location = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _folders = new DirectoryFolders(Location);
        _incoming = new DirectoryIncoming(Location, _folders);
    }

    /// <summary>The root's full path.</summary>
    public string Location { get; }

    /// <inheritdoc />
    /// <exception cref="LogFileStoreException">The key or the metadata cannot be stored here; the message says why.</exception>
    public async ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (!DirectoryKey.IsKey(upload.Key))
        {
            throw new LogFileStoreException($"'{upload.Key}' cannot be a key below '{Location}'.") { RetryAfter = TimeSpan.FromHours(1) };
        }

        var path = DirectoryKey.ToPath(Location, upload.Key);
        var folder = Path.GetDirectoryName(path) ?? Location;
        _folders.Make(folder);
        var outcome = Path.Exists(path) ? PutOutcome.Exists : await CreateAsync(upload, path, folder, cancellationToken).ConfigureAwait(false);

        // Also of an object that was there: whoever put it may have died before its name was durable.
        NativeFile.SyncDirectory(folder);
        _incoming.Forget(upload.Key);
        return outcome;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        foreach (var found in new DirectoryListing(prefix, after).Walk(Location))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return found;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Open(key));
    }

    private LogFileContent? Open(string key)
    {
        if (!DirectoryKey.IsKey(key))
        {
            return null;
        }

        var path = DirectoryKey.ToPath(Location, key);
        SafeFileHandle? file = null;
        try
        {
            file = _folders.IsWithin(path) ? NativeFile.TryOpenRegular(path) : null;
            return file is null ? null : new(new FileStream(file, FileAccess.Read, bufferSize: 0), DirectoryMetadata.Read(path + DirectoryKey.MetadataExtension));
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private async ValueTask<PutOutcome> CreateAsync(LogFileUpload upload, string path, string folder, CancellationToken cancellationToken)
    {
        var temporary = _incoming.NewName(upload.Key);
        try
        {
            await WriteAsync(upload, temporary, cancellationToken).ConfigureAwait(false);
            if (upload.Metadata.Count > 0)
            {
                // Before the object appears: a reader never sees one without the other.
                PutMetadata(upload, path + DirectoryKey.MetadataExtension);
                NativeFile.SyncDirectory(folder);
            }

            return NativeFile.TryPublish(temporary, path) ? PutOutcome.Created : PutOutcome.Exists;
        }
        catch (IOException) when (Path.Exists(path))
        {
            // A rival that came first has cleared away what was written for the key.
            return PutOutcome.Exists;
        }
        finally
        {
            // A disk that is full must not fill up with attempts.
            File.Delete(temporary);
        }
    }

    private async ValueTask WriteAsync(LogFileUpload upload, string temporary, CancellationToken cancellationToken)
    {
        var content = upload.OpenContent();
        await using var closing = content.ConfigureAwait(false);
        using var file = _incoming.Create(temporary);
        var block = new byte[BlockBytes];
        var length = 0L;
        while (await content.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            file.Write(block.AsSpan(0, read), length);
            length += read;
        }

        if (length != upload.Length)
        {
            throw new IOException($"The content of '{upload.Key}' has {length} bytes instead of {upload.Length}.");
        }

        file.Sync();
    }

    private void PutMetadata(LogFileUpload upload, string path)
    {
        var bytes = DirectoryMetadata.Write(upload.Metadata);
        var temporary = _incoming.NewName(upload.Key);
        try
        {
            using (var file = _incoming.Create(temporary))
            {
                file.Write(bytes.Span, 0);
                file.Sync();
            }

            if (!NativeFile.TryPublish(temporary, path) && DirectoryMetadata.ReadBytes(path) is var there && !bytes.Span.SequenceEqual(there))
            {
                throw new LogFileStoreException($"'{path}' exists with other content and without its object. Nothing is overwritten: move it away if nobody knows it.") { RetryAfter = TimeSpan.FromMinutes(5) };
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
