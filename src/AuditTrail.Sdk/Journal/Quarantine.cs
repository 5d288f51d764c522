using System.Globalization;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>Copies of what was damaged, for whoever looks into it; never deleted by the journal, and bounded.</summary>
internal sealed class Quarantine(IStorage storage, ILogger logger)
{
    private const string Folder = "quarantine";
    private const int MaxFiles = 256;
    private const int MaxBytes = 1 << 20;

    /// <summary>Copies damaged bytes of a segment, the first MiB of them.</summary>
    public void Copy(string segment, DamagedBytes damage)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Folder}/{segment}-{damage.Offset}");
        Attempt(segment, () =>
        {
            // The name says what it is: a second opening finds the first one's copy.
            if (storage.Exists(name) || storage.List(Folder).Count >= MaxFiles)
            {
                return;
            }

            using var from = storage.Open(segment);
            var bytes = new byte[Math.Min(damage.Length, MaxBytes)];
            var read = from.Read(bytes, damage.Offset);
            using var to = storage.Create(name);
            to.Write(bytes.AsSpan(0, read), 0);
            to.Sync();
            storage.SyncDirectory(Folder);
        });
    }

    /// <summary>Moves a whole file that is none of this journal's segments.</summary>
    public void Move(string file) => Attempt(file, () =>
    {
        storage.Rename(file, NameFor(file));
        storage.SyncDirectory(Folder);
        storage.SyncDirectory();
    });

    private string NameFor(string file)
    {
        var name = Folder + "/" + file;
        for (var i = 2; storage.Exists(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{Folder}/{file}-copy{i}");
        }

        return name;
    }

    private void Attempt(string file, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A copy for a human is not worth refusing to record what happens now.
            logger.UpkeepFailed(exception, storage.Location, "the quarantined copy of " + file);
        }
    }
}
