using System.Text;

namespace AuditTrail.Archive;

/// <summary>Walks a directory in the order of keys, one folder in memory at a time on each level.</summary>
internal sealed class DirectoryListing(string prefix, string? after)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <summary>Everything below a root but the store's own files. Links and pipes are listed, so that somebody finds them, and open as nothing.</summary>
    public IEnumerable<StoredObject> Walk(string root) => Directory.Exists(root) ? Walk(new DirectoryInfo(root), "") : [];

    private IEnumerable<StoredObject> Walk(DirectoryInfo directory, string folder)
    {
        foreach (var (key, entry) in EntriesOf(directory, folder))
        {
            if (entry is DirectoryInfo child)
            {
                if (MayHold(key))
                {
                    foreach (var found in Walk(child, key))
                    {
                        yield return found;
                    }
                }
            }
            else if (key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || Compare(key, after) > 0))
            {
                yield return new StoredObject(key, LengthOf(entry));
            }
        }
    }

    /// <summary>A folder's key ends with a slash, which is what makes the order of entries the order of keys.</summary>
    private static List<(string Key, FileSystemInfo Entry)> EntriesOf(DirectoryInfo directory, string folder)
    {
        var entries = new List<(string Key, FileSystemInfo Entry)>();
        try
        {
            foreach (var entry in directory.EnumerateFileSystemInfos("*", Everything))
            {
                var isFolder = entry is DirectoryInfo && (entry.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None;
                if (!isFolder || folder.Length > 0 || entry.Name != DirectoryKey.Incoming)
                {
                    entries.Add((isFolder ? $"{folder}{entry.Name}/" : folder + entry.Name, isFolder ? entry : new FileInfo(entry.FullName)));
                }
            }

            RemoveMetadata(entries);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody removed it meanwhile: then nothing is in it.
        }

        entries.Sort(static (left, right) => Compare(left.Key, right.Key));
        return entries;
    }

    private bool MayHold(string folder) =>
        (folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal))
        && (after is null || after.StartsWith(folder, StringComparison.Ordinal) || Compare(folder, after) > 0);

    /// <summary>A file with metadata is no object while its object is there; without one, somebody should find it.</summary>
    private static void RemoveMetadata(List<(string Key, FileSystemInfo Entry)> entries)
    {
        var keys = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        entries.RemoveAll(entry => entry.Key.EndsWith(DirectoryKey.MetadataExtension, StringComparison.Ordinal)
            && keys.Contains(entry.Key[..^DirectoryKey.MetadataExtension.Length]));
    }

    private static long LengthOf(FileSystemInfo entry)
    {
        try
        {
            return entry is FileInfo { LinkTarget: null } file ? file.Length : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    // Not ordinal: UTF-16 puts the characters beyond the first plane before U+E000.
    private static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same > 0 && char.IsHighSurrogate(left[same - 1]))
        {
            same--;
        }

        return RuneAt(left, same).CompareTo(RuneAt(right, same));
    }

    private static int RuneAt(string text, int at)
    {
        if (at == text.Length)
        {
            return -1;
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _);
        return rune.Value;
    }
}
