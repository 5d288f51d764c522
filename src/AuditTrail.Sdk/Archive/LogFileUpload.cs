namespace AuditTrail.Archive;

/// <summary>An object to be stored: a finished local file, so that every attempt sends the same bytes.</summary>
public sealed record LogFileUpload
{
    /// <summary>The object's key.</summary>
    public required string Key { get; init; }

    /// <summary>Opens the content from its beginning: a new seekable stream each time, which the store disposes.</summary>
    public required Func<Stream> OpenContent { get; init; }

    /// <summary>The content's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The object's user metadata: lower-case names, without a store's own prefix such as <c>x-amz-meta-</c>.</summary>
    /// <value>Default none. A digest has <c>signature</c> and <c>signature-algorithm</c>.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
