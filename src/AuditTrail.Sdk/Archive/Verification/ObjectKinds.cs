namespace AuditTrail.Archive.Verification;

/// <summary>Tells what an object is, by its key alone.</summary>
internal static class ObjectKinds
{
    private const string Root = "AWSLogs/";
    private const string Lake = "CloudTrail-Lake/"; // results of queries, which carry their own signature

    public static ArchiveObject Of(StoredObject stored, out DigestKey? digest)
    {
        digest = null;
        if (stored is { Length: 0, Key: [.., '/'] })
        {
            return ArchiveObject.FolderMark;
        }

        return DigestKey.TryParse(stored.Key, out digest) ? ArchiveObject.Digest
            : IsAmongLogFiles(stored.Key) ? ArchiveObject.LogFile
            : ArchiveObject.Foreign;
    }

    /// <summary>Whether it lies below <c>AWSLogs/…/CloudTrail*/</c>, at whatever depth.</summary>
    private static bool IsAmongLogFiles(string key)
    {
        var root = key.StartsWith(Root, StringComparison.Ordinal) ? 0 : key.IndexOf("/" + Root, StringComparison.Ordinal);
        if (root < 0)
        {
            return false;
        }

        var folder = key.IndexOf("/" + LogFileKey.Events, root, StringComparison.Ordinal) + 1;
        return folder > 0 && key.IndexOf('/', folder) >= 0 && !key.AsSpan(folder).StartsWith(Lake);
    }
}
