using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>The file HEAD. Each write goes to the slot that is not the newest one, so that a torn write leaves the other. For one thread at a time.</summary>
internal sealed class HeadFile : IDisposable
{
    private const string Name = "HEAD";
    private const string Temporary = "HEAD.tmp";

    private readonly IStorage _storage;
    private IStorageFile? _file;

    private HeadFile(IStorage storage) => _storage = storage;

    /// <summary>The newest slot; null when there is none that is whole.</summary>
    public HeadSlot? Current { get; private set; }

    public static HeadFile Load(IStorage storage)
    {
        var head = new HeadFile(storage);
        if (storage.Exists(Name))
        {
            using var file = storage.Open(Name);
            Span<byte> bytes = stackalloc byte[2 * HeadSlot.Size];
            bytes = bytes[..file.Read(bytes, 0)];
            for (var at = 0; at < bytes.Length; at += HeadSlot.Size)
            {
                if (HeadSlot.TryParse(bytes[at..], out var slot) && slot.Generation > (head.Current?.Generation ?? 0))
                {
                    head.Current = slot;
                }
            }
        }

        return head;
    }

    /// <summary>Writes and syncs one slot; <see cref="HeadSlot.Generation"/> is set here.</summary>
    public void Write(HeadSlot slot)
    {
        slot = slot with { Generation = (Current?.Generation ?? 0) + 1 };
        try
        {
            if (_file is null)
            {
                Replace(slot);
            }
            else
            {
                WriteSlot(_file, slot);
                _file.Sync();
            }
        }
        catch
        {
            // After a failed write or sync this file is not touched again: the next write makes a new one.
            Dispose();
            throw;
        }

        Current = slot;
    }

    /// <summary>Both slots: afterwards the damage of either one forgets nothing.</summary>
    public void WriteBoth(HeadSlot slot)
    {
        Write(slot);
        Write(slot);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static void WriteSlot(IStorageFile file, HeadSlot slot)
    {
        Span<byte> bytes = stackalloc byte[HeadSlot.Size];
        slot.EncodeTo(bytes);
        file.Write(bytes, slot.Generation % 2 * HeadSlot.Size);
    }

    private void Replace(HeadSlot slot)
    {
        _storage.Delete(Temporary);
        _file = _storage.Create(Temporary);
        WriteSlot(_file, slot with { Generation = Math.Max(1, slot.Generation - 1) });
        WriteSlot(_file, slot);
        _file.Sync();
        _storage.Rename(Temporary, Name);
        _storage.SyncDirectory();
    }
}
