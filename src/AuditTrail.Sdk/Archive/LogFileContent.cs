namespace AuditTrail.Archive;

/// <summary>An open object. Not thread-safe.</summary>
/// <param name="content">Its bytes, from the beginning; owned from now on.</param>
/// <param name="metadata">Its user metadata: lower-case names, without a store's own prefix.</param>
public sealed class LogFileContent(Stream content, IReadOnlyDictionary<string, string> metadata) : IAsyncDisposable
{
    /// <summary>The bytes as they are stored. Reading may throw what the store's methods throw.</summary>
    public Stream Content { get; } = content;

    /// <summary>The user metadata; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
