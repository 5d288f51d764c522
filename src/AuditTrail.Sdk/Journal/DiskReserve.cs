using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>The file RESERVE: ballast that a full disk gives back, so that markers and a clean stop still fit. The writer's alone.</summary>
internal sealed class DiskReserve(IStorage storage, long bytes)
{
    private const string Name = "RESERVE";
    private const string Temporary = "RESERVE.tmp";

    /// <summary>True when the ballast is there, or none was asked for.</summary>
    public bool IsThere { get; private set; }

    /// <summary>Makes the ballast if the disk has room for it twice.</summary>
    /// <returns>True when it is there.</returns>
    public bool TryRestore()
    {
        if (IsThere || bytes == 0 || storage.Exists(Name))
        {
            return IsThere = true;
        }

        if (storage.GetSpace().Free < 2 * bytes)
        {
            return false;
        }

        try
        {
            Fill();
        }
        catch
        {
            // Half a ballast takes the room, as under a quota that the volume's free space does not show, and gives nothing back.
            storage.Delete(Temporary);
            throw;
        }

        return IsThere = true;
    }

    /// <summary>Gives the ballast's blocks back.</summary>
    public void Free()
    {
        IsThere = false;
        storage.Delete(Temporary);
        storage.Delete(Name);
    }

    private void Fill()
    {
        storage.Delete(Temporary);
        using (var file = storage.Create(Temporary))
        {
            // Zeros that are written take blocks; a length that is set would not.
            var zeros = new byte[64 << 10];
            for (var at = 0L; at < bytes; at += zeros.Length)
            {
                file.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, bytes - at)), at);
            }

            file.Sync();
        }

        storage.Rename(Temporary, Name);
        storage.SyncDirectory();
    }
}
