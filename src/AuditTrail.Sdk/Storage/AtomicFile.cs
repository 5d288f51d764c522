namespace AuditTrail.Storage;

/// <summary>Replaces a small file so that after any crash there is the old content or the new one, whole.</summary>
internal static class AtomicFile
{
    // Larger than any cursor: the sink's state is at most 64 KiB of text.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Durable when it returns.</summary>
    public static void Replace(IStorage storage, string name, ReadOnlySpan<byte> content)
    {
        var temporary = name + ".tmp";
        storage.Delete(temporary);

        // A fresh file each time: one whose sync failed must never be synced again.
        using (var file = storage.Create(temporary))
        {
            file.Write(content, 0);
            file.Sync();
        }

        Publish(storage, temporary, name);
    }

    /// <summary>Puts a complete, synced file in place of another.</summary>
    public static void Publish(IStorage storage, string temporary, string name)
    {
        var isNew = !storage.Exists(name);
        storage.Rename(temporary, name);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        storage.SyncDirectory(slash < 0 ? "" : name[..slash]);
        if (isNew && slash >= 0)
        {
            // The directory itself may be new.
            storage.SyncDirectory();
        }
    }

    /// <summary>The content, or null when there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read: that is no reason to believe that it is lost.</exception>
    public static byte[]? Read(IStorage storage, string name)
    {
        if (!storage.Exists(name))
        {
            return null;
        }

        using var file = storage.Open(name);
        var content = new byte[(int)Math.Min(file.Length, MaxBytes)];
        var length = file.Read(content, 0);
        return length == content.Length ? content : content[..length];
    }
}
