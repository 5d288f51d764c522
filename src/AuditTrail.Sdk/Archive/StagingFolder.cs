using System.Globalization;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>The write-ahead log of an archive: finished files, and steps that say what they are.</summary>
/// <remarks>
/// A step is there when its document is, which is written last. A step that the cursor has passed loses its files; the newest one stays without them, since
/// its state tells how the chain goes on if the cursor is lost. Files of no step are what a crash left before its commit: their events come again.
/// </remarks>
internal sealed class StagingFolder : IDisposable
{
    private const string LockName = "archive.lock";
    private const string StepPrefix = "step-";
    private const string StepExtension = ".json";

    private readonly IStorage _storage;
    private readonly IDisposable _lock;
    private readonly ILogger _logger;
    private readonly List<ArchiveStep> _steps = [];

    private StagingFolder(IStorage storage, IDisposable held, ILogger logger)
    {
        _storage = storage;
        _lock = held;
        _logger = logger;
    }

    /// <summary>The steps that the cursor may not have passed, oldest first; and perhaps the newest one that it has.</summary>
    public IReadOnlyList<ArchiveStep> Steps => _steps;

    /// <exception cref="IOException">Another sink or process uses the folder, or it cannot be read.</exception>
    public static StagingFolder Open(IStorage storage, ILogger logger)
    {
        var held = storage.TryLock(LockName, $"process {Environment.ProcessId} on {Environment.MachineName}") ?? throw new IOException(
            $"The staging folder '{storage.Location}' is being used by another sink ({storage.ReadLockHolder(LockName) ?? "unknown"}). " +
            $"Give each its own {nameof(ArchiveOptions.StagingDirectory)}, or wait until the other one has stopped.");
        var folder = new StagingFolder(storage, held, logger);
        try
        {
            folder.Load();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Begins a file; what an attempt left under its name goes.</summary>
    public IStorageFile Create(string name)
    {
        _storage.Delete(name);
        return _storage.Create(name);
    }

    public Stream OpenContent(StagedFile file) => new StorageStream(_storage.Open(file.Name), writable: false);

    public bool Has(StagedFile file) => _storage.Exists(file.Name);

    /// <summary>Whether a step's files, which are there, are what its document says: disks forget.</summary>
    public async ValueTask<bool> IsWholeAsync(ArchiveStep step, CancellationToken cancellationToken)
    {
        foreach (var file in step.Files)
        {
            using var content = OpenContent(file);
            if (content.Length != file.Length || await ObjectContent.HashAsync(content, file.ContentBytes, cancellationToken).ConfigureAwait(false) != file.HashValue)
            {
                return false;
            }
        }

        return true;
    }

    public void Delete(string name) => _storage.Delete(name);

    /// <summary>From here on these bytes are put, and no others. Durable when it returns; the files are synced already.</summary>
    public void Commit(ArchiveStep step)
    {
        try
        {
            _storage.SyncDirectory();
            AtomicFile.Replace(_storage, NameOf(step.After.Step), step.ToDocument());
        }
        catch
        {
            Withdraw(step);
            throw;
        }

        _steps.Add(step);
    }

    /// <summary>The cursor has passed a step.</summary>
    public void Release(long through)
    {
        foreach (var file in _steps.Where(step => step.After.Step <= through).SelectMany(step => step.Files))
        {
            _storage.Delete(file.Name);
        }

        // A step is forgotten only when its files are gone: the other order would leave files of no step that were put.
        while (_steps.Count > 1 && _steps[1].After.Step <= through)
        {
            _storage.Delete(NameOf(_steps[0].After.Step));
            _steps.RemoveAt(0);
        }
    }

    /// <summary>A step that cannot be put goes, and those that were made behind it.</summary>
    public void SetAside(ArchiveStep damaged)
    {
        foreach (var step in _steps.Where(step => step.After.Step >= damaged.After.Step))
        {
            SetAside(NameOf(step.After.Step));
        }

        Load();
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Finds out what is there: also after a call that failed, of which nobody knows how far it came.</summary>
    public void Load()
    {
        _steps.Clear();
        var names = _storage.List();
        foreach (var name in names.Where(IsStep))
        {
            if (AtomicFile.Read(_storage, name) is { } document && ArchiveStep.Parse(document) is { } step)
            {
                _steps.Add(step);
            }
            else
            {
                SetAside(name);
            }
        }

        _steps.Sort((left, right) => left.After.Step.CompareTo(right.After.Step));
        var kept = _steps.SelectMany(step => step.Files).Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var left in names.Where(name => name.EndsWith(".gz", StringComparison.Ordinal) && !kept.Contains(name)))
        {
            _storage.Delete(left);
        }

        // A process may have died between a document's name and its sync. From here on its files are put: then it must not go with the power.
        _storage.SyncDirectory();
    }

    /// <summary>Nothing of it was put. A name whose sync failed must never be trusted again, and a disk that is full must not fill up with attempts.</summary>
    private void Withdraw(ArchiveStep step)
    {
        try
        {
            _storage.Delete(NameOf(step.After.Step));
            foreach (var file in step.Files)
            {
                _storage.Delete(file.Name);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What failed before is on its way to the caller; the next call looks at what is left.
        }
    }

    private void SetAside(string name)
    {
        ArchiveLog.StepDamaged(_logger, name, _storage.Location);
        _storage.Rename(name, name + ".damaged");
    }

    private static bool IsStep(string name) => name.StartsWith(StepPrefix, StringComparison.Ordinal) && name.EndsWith(StepExtension, StringComparison.Ordinal);

    private static string NameOf(long step) => string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{step:D12}{StepExtension}");
}
