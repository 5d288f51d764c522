namespace AuditTrail.Storage;

/// <summary>The rule for names in an <see cref="IStorage"/>: at most one sub-directory, nothing that leaves the directory.</summary>
internal static class StorageName
{
    public static void Check(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (!IsPart(name.AsSpan(slash + 1)) || (slash >= 0 && !IsPart(name.AsSpan(0, slash))))
        {
            throw new ArgumentException($"'{name}' is not a name inside a storage directory.", nameof(name));
        }
    }

    public static void CheckDirectory(string directory)
    {
        if (directory.Length > 0 && !IsPart(directory))
        {
            throw new ArgumentException($"'{directory}' is not a sub-directory of a storage directory.", nameof(directory));
        }
    }

    public static string DirectoryOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : name[..slash];
    }

    private static bool IsPart(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= 255 && !part.SequenceEqual(".") && !part.SequenceEqual("..") && part.IndexOfAny("/\\\0:") < 0;
}
