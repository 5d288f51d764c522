namespace AuditTrail.Archive;

/// <summary>A finished file in the staging folder, and the object that it becomes.</summary>
internal sealed record StagedFile
{
    public required string Key { get; init; }

    /// <summary>SHA-256 of the uncompressed content in lower-case hex.</summary>
    public required string HashValue { get; init; }

    /// <summary>The uncompressed content's length.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>The file's length.</summary>
    public required long Length { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The file's name in the folder: its key's own.</summary>
    public string Name => NameOf(Key);

    public static string NameOf(string key) => key[(key.LastIndexOf('/') + 1)..];
}
